// Every cause that `edgeprobe host` names is expected by some scenario, or tried elsewhere.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "probe/host/host_causes.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/suite_files.hpp"

namespace edge::sim {
namespace {

/// Causes on the host that no scenario expects, and where they are tried instead.
const std::map<std::string, std::string> kHostCausesElsewhere{
    {"connection-table-full", "the fault is a rule in both worlds, and found as one: "
                              "tests/cli/host_kernel_test.py"},
    {"module-bridge-down", "no fault takes an interface down: tests/cli/host_kernel_test.py"},
    {"module-bridge-silent", "no topology has a bridge without an address: "
                             "tests/cli/host_fault_test.py"},
    {"host-has-hub-address", "an address is nobody else's in a topology: "
                             "tests/cli/host_fault_test.py"},
    {"uplink-dead", "no fault takes a carrier away: tests/cli/host_fault_test.py"},
    {"translation-address-foreign", "no rule of a topology translates a source to an address: "
                                    "tests/cli/host_fault_test.py"},
    {"vpn-kill-switch", "known by the names of its tables: tests/cli/host_filter_test.py"},
    {"agent-exits-after-a-minute", "of the container engine: tests/cli/host_engine_test.py"},
    {"runtime-container-ended", "likewise"},
    {"runtime-setting-wrong", "likewise"},
};

TEST(HostCauses, AreEachExpectedByAScenario) {
  std::set<std::string> expected;
  for (const auto& file : scenario_files({std::filesystem::path{EDGE_SOURCE_DIR} / "scenarios"})) {
    const auto scenario = load_scenario(file);
    if (scenario.expect.host_verdict) expected.insert(*scenario.expect.host_verdict);
  }
  for (const auto& row : probe::host_cause_rows()) {
    const std::string code(row.code);
    EXPECT_NE(expected.contains(code), kHostCausesElsewhere.contains(code)) << code;
  }
}

}  // namespace
}  // namespace edge::sim
