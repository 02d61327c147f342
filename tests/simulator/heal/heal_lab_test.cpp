// Every change that is printed: its commands in a shell of the host's own namespace, its settings
// in the network that the lab builds. The agent connects then, and not before. The scenarios that
// CI has no time for are disabled here; scripts/heal runs them (docs/heal.md says what came of it).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "common/base/usage_error.hpp"
#include "common/world/real/network_namespace.hpp"
#include "common/world/spawn.hpp"
#include "probe/run/run.hpp"
#include "simulator/heal/heal.hpp"
#include "simulator/lab/lab.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"

namespace edge::sim {
namespace {

const std::filesystem::path kScenarios = std::filesystem::path{EDGE_SOURCE_DIR} / "scenarios";

/// Of each family of changes the smallest.
const std::string kInCi[] = {
    "vpn-full-tunnel-drops", "vpn-wg-quick-drops", "vpn-strongswan-drops", "forwarding-off",
    "masquerade-missing", "everything-dropped-by-host", "host-blackhole-route",
    "host-wrong-gateway", "host-rule-takes-answers", "host-route-takes-module",
    "host-rule-to-other-uplink", "captures-module-subnet", "nat-everything-dropped-by-host",
    "dns-udp-dropped-tcp-answers"};

/// All others that a host may be to blame for.
std::vector<std::string> all_others() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kScenarios)) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() != ".yaml" || std::ranges::count(kInCi, name) > 0) continue;
    names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

class HealInTheLab : public testing::TestWithParam<std::string> {
 protected:
  static void SetUpTestSuite() { why_not_ = enter_private_namespaces(); }
  void SetUp() override {
    if (!why_not_.empty()) GTEST_SKIP() << why_not_;
  }

 private:
  inline static std::string why_not_;
};

/// The exit code of the first that fails; 0: none does.
int run_on_host(const Lab& lab, const Change& change) {
  const Inside here(lab.where("host"));
  for (const auto& command : change.commands) {
    const int ended = std::system(("PATH=$PATH:/usr/sbin:/sbin; " + command).c_str());
    if (ended != 0) return ended;
  }
  return 0;
}

bool connects(Lab& lab, const Scenario& scenario) {
  const Topology& network = *scenario.network.described;
  auto options = probe_options(scenario, network, lab.services().trusted_pem());
  options.quick = true;
  std::optional<Report> report;
  auto run = probe::run(lab.world(network.nodes.front().name), std::move(options));
  lab.run(keep_result(std::move(run), report));
  return report && agent_succeeds(*report);
}

bool is_command(const Change& change) { return change.settings.empty(); }

/// What is no command is of the engine or the deployment: as the network is made.
Scenario with_settings(Scenario scenario, const std::vector<Change>& parts) {
  for (const Change& part : parts) {
    if (!is_command(part)) part.apply(scenario);
  }
  return scenario;
}

void expect_healed(const Scenario& base, const Healing& healing) {
  const Scenario scenario = with_settings(base, healing.parts);
  const auto words = heal_text({"", false, 1, {healing}});
  Lab lab(*scenario.network.described, 1);
  for (const Change& part : healing.parts) {
    if (is_command(part)) ASSERT_EQ(run_on_host(lab, part), 0) << words;
  }
  EXPECT_TRUE(connects(lab, scenario)) << words;
}

TEST_P(HealInTheLab, EachPrintedChangeLetsTheAgentConnect) {
  const auto given = load_scenario(kScenarios / (GetParam() + ".yaml"));
  const auto base = as_it_ended(given);
  const auto result = heal(given);
  ASSERT_FALSE(result.healings.empty());
  {
    Lab lab(*base.network.described, 1);
    EXPECT_FALSE(connects(lab, base)) << "as it is";
  }
  for (const Healing& healing : result.healings) expect_healed(base, healing);
}

/// Nothing is printed for most of them.
class HealAllInTheLab : public HealInTheLab {};

TEST_P(HealAllInTheLab, EachPrintedChangeLetsTheAgentConnect) {
  const auto given = load_scenario(kScenarios / (GetParam() + ".yaml"));
  std::optional<HealResult> result;
  try {
    result = heal(given);
  } catch (const UsageError& error) {
    std::printf("nothing to heal: %s\n", error.what());
    return;
  }
  std::printf("changes: %zu\n", result->healings.size());
  const auto base = as_it_ended(given);
  for (const Healing& healing : result->healings) expect_healed(base, healing);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, HealInTheLab, testing::ValuesIn(std::begin(kInCi),
                                                                    std::end(kInCi)),
                         test_name);
INSTANTIATE_TEST_SUITE_P(DISABLED_Scenarios, HealAllInTheLab, testing::ValuesIn(all_others()),
                         test_name);

}  // namespace
}  // namespace edge::sim
