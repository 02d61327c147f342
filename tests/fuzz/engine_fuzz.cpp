// A container engine's answers of any bytes, in pieces of any size: read, judged, shown. What is
// shown is plain text, and no longer than it may be.
#include <cstdlib>

#include "common/base/utf8.hpp"
#include "common/http/response.hpp"
#include "probe/engine/json_reading.hpp"
#include "probe/engine/log_frames.hpp"
#include "probe/host/engine_findings.hpp"
#include "probe/host/host_json.hpp"
#include "probe/host/host_text.hpp"
#include "tests/fuzz/fuzz_input.hpp"

namespace {

using namespace edge;

void check_shown(std::string text) {
  constexpr std::size_t kLongest = 1 << 20;
  std::erase(text, '\n');
  if (text.size() > kLongest || !is_plain_text(text)) std::abort();
}

/// The body of an answer, as far as it is one.
std::string body_of(fuzz::Input& input) {
  HttpResponseParser parser(1 << 20);
  std::string bytes, body;
  while (!input.empty() && !parser.done()) {
    bytes += as_text(input.piece());
    if (!parser.feed(bytes)) break;
    body += parser.take_body();
  }
  return body;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const bool bare = input.byte() % 2 == 0;
  const std::string body = bare ? std::string(as_text(input.take(size))) : body_of(input);
  probe::LogFrames frames([](std::string_view) {});
  frames.add(body);
  const auto json = probe::engine_json(body);
  if (json.is_discarded()) return 0;
  probe::EngineState engine{.socket = "/s", .networks = probe::parse_networks(json)};
  engine.containers = {probe::parse_container(json)};
  engine.containers[0].name = "edgeAgent";
  probe::HostReport report;
  probe::add_engine(report, {}, engine);
  check_shown(probe::host_text(report, {}));
  check_shown(probe::host_json_text(report));
  return 0;
}
