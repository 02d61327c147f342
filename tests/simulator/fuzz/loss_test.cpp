// Random loss over many seeds: whichever stage it hits first, it is named.
#include <gtest/gtest.h>

#include <map>

#include "simulator/run/runner.hpp"

namespace edge::sim {
namespace {

/// The first verdicts of runs that fail, over 20 seeds, on a site's line with this share of loss.
std::map<std::string, int> verdicts_with(const std::string& share) {
  Scenario scenario;
  scenario.name = scenario.why = "loss";
  scenario.network.name = "bridge";
  FaultStep step;
  step.fault = "wire-quality";
  step.with = {{"from", "site-router"}, {"to", "isp"}, {"loss", share}};
  scenario.timeline = {step};
  std::map<std::string, int> counted;
  for (scenario.seed = 1; scenario.seed <= 20; ++scenario.seed) {
    const Report report = run_scenario(scenario).report;
    if (!agent_succeeds(report)) ++counted[report.verdicts.front().code];
  }
  return counted;
}

TEST(Loss, IsNamedWhereItStopsTheAgent) {
  auto counted = verdicts_with("60%");
  const int named = counted["packet-loss"];
  counted.erase("packet-loss");
  // Where nothing else was heard of it: the engine's resolver gets no answer, or passes it on.
  for (const auto* code : {"dns-server-failure", "dns-forwarder-failure", "dns-no-answer"}) {
    counted.erase(code);
  }
  EXPECT_GE(named, 10);
  EXPECT_TRUE(counted.empty()) << counted.begin()->first;
}

TEST(Loss, ThatTheAgentOvercomesIsNoFailure) { EXPECT_TRUE(verdicts_with("10%").empty()); }

}  // namespace
}  // namespace edge::sim
