// Reports read back from JSON of any text, shown and judged again.
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "common/base/usage_error.hpp"
#include "common/report/json.hpp"
#include "probe/output/outputs.hpp"
#include "probe/run/judge.hpp"
#include "tests/fuzz/fuzz_input.hpp"

#include <sstream>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace edge;
  const auto json = nlohmann::ordered_json::parse(data, data + size, nullptr, false);
  if (json.is_discarded()) return 0;
  try {
    const Report report = report_from_json(json);
    std::ostringstream shown;
    probe::write_output("text", shown, report);
    report_json_text(report);
    probe::judged_anew(report, "fuzz");
  } catch (const std::invalid_argument&) {
  } catch (const UsageError&) {
  }
  return 0;
}
