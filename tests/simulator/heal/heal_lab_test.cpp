// Every command that is printed, in a shell of the host's own namespace: the agent connects then,
// and not before.
#include <gtest/gtest.h>

#include <cstdlib>

#include "common/world/spawn.hpp"
#include "common/world/real/network_namespace.hpp"
#include "probe/run/run.hpp"
#include "simulator/heal/heal.hpp"
#include "simulator/lab/lab.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"

namespace edge::sim {
namespace {

const std::filesystem::path kScenarios = std::filesystem::path{EDGE_SOURCE_DIR} / "scenarios";

class HealInTheLab : public testing::TestWithParam<const char*> {
 protected:
  static void SetUpTestSuite() { why_not_ = enter_private_namespaces(); }
  void SetUp() override {
    if (!why_not_.empty()) GTEST_SKIP() << why_not_;
  }

 private:
  inline static std::string why_not_;
};

/// The exit code of the first that fails; 0: none does.
int run_on_host(const Lab& lab, const std::vector<Change>& parts) {
  const Inside here(lab.where("host"));
  for (const Change& part : parts) {
    for (const auto& command : part.commands) {
      const int ended = std::system(("PATH=$PATH:/usr/sbin:/sbin; " + command).c_str());
      if (ended != 0) return ended;
    }
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

bool has_commands(const Healing& healing) {
  return std::ranges::all_of(healing.parts, [](const Change& part) {
    return part.settings.empty() && !part.commands.empty();
  });
}

TEST_P(HealInTheLab, EachPrintedCommandLetsTheAgentConnect) {
  const auto given = load_scenario(kScenarios / (std::string(GetParam()) + ".yaml"));
  const auto base = as_it_ended(given);
  const auto result = heal(given);
  {
    Lab lab(*base.network.described, 1);
    EXPECT_FALSE(connects(lab, base)) << "as it is";
  }
  int tried = 0;
  for (const Healing& healing : result.healings) {
    if (!has_commands(healing)) continue;
    ++tried;
    Lab lab(*base.network.described, 1);
    ASSERT_EQ(run_on_host(lab, healing.parts), 0) << heal_text({"", false, 1, {healing}});
    EXPECT_TRUE(connects(lab, base)) << heal_text({"", false, 1, {healing}});
  }
  EXPECT_GT(tried, 0);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, HealInTheLab,
                         testing::Values("vpn-full-tunnel-drops", "vpn-wg-quick-drops",
                                         "vpn-strongswan-drops", "forwarding-off",
                                         "masquerade-missing", "everything-dropped-by-host",
                                         "host-blackhole-route", "host-wrong-gateway",
                                         "host-rule-takes-answers"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace edge::sim
