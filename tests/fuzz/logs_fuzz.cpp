// Logs of any bytes, in pieces of any size: read, judged, shown. What is shown is plain text, and
// no longer than it may be.
#include <cstdlib>

#include "common/base/usage_error.hpp"
#include "common/base/utf8.hpp"
#include "probe/logs/log_json.hpp"
#include "probe/logs/log_reader.hpp"
#include "probe/logs/log_text.hpp"
#include "probe/logs/read_logs.hpp"
#include "tests/fuzz/fuzz_input.hpp"

namespace {

using namespace edge;

/// A table and a page of text at most, of characters that are shown as they are.
void check_shown(std::string text) {
  constexpr std::size_t kLongest = 64 * 1024;
  std::erase(text, '\n');
  if (text.size() > kLongest || !is_plain_text(text)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const bool in_pieces = input.byte() % 2 == 0;
  probe::LogReader log("fuzz");
  try {
    while (!input.empty()) {
      log.add(as_text(in_pieces ? input.piece() : input.take(size)));
    }
    log.finish();
  } catch (const UsageError&) {
    return 0;
  }
  const auto report = probe::report_on({&log});
  check_shown(probe::log_text(report, {}));
  check_shown(probe::log_json_text(report));
  return 0;
}
