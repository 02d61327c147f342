// Scenario files of any text: refused with one line, or planned into topologies.
#include "common/base/usage_error.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/timeline.hpp"
#include "tests/fuzz/fuzz_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace edge::sim;
  static const Vocabulary names = known_names();
  edge::fuzz::Input input(data, size);
  try {
    plan_phases(parse_scenario(input.text(), "fuzz.yaml", names), fault_rows());
  } catch (const edge::UsageError&) {
  }
  return 0;
}
