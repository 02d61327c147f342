#include "simulator/lab_interactive/live_scenario.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/usage_error.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/timeline.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;

constexpr const char* kText =
    "why: w\ntopology: bridge\nexpect: {}\ntimeline:\n"
    "  - { at: 10s, fault: forwarding-off, with: { at: host }, until: 20s }\n";

LiveScenario live() { return LiveScenario(parse_scenario(kText, "x.yaml", known_names())); }

std::string words(const std::function<void()>& refused) {
  try {
    refused();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(LiveScenario, IsItsFileAsLongAsNobodyChangesIt) {
  const auto scenario = live();
  for (const auto& phase : plan_phases(scenario.scenario(), fault_rows())) {
    EXPECT_EQ(scenario.topology_at(phase.at), phase.topology);
  }
  EXPECT_EQ(scenario.next_change_after(0s), 10s);
  EXPECT_EQ(scenario.next_change_after(10s), 20s);
  EXPECT_EQ(scenario.next_change_after(20s), std::nullopt);
}

TEST(LiveScenario, AFaultAddedAndHealedLeavesTheNetworkAsItWas) {
  auto scenario = live();
  const auto before = scenario.topology_at(0s);
  scenario.add("port-dropped", {{"at", "host"}}, 5s);
  EXPECT_NE(scenario.topology_at(5s), before);
  EXPECT_EQ(scenario.faults_text(6s),
            "faults\n  2 port-dropped at=host, since 5s\n"
            "faults to come\n  1 forwarding-off at=host, since 10s, until 20s\n");
  scenario.heal("port-dropped", {}, 7s);
  EXPECT_EQ(scenario.topology_at(7s), before);
}

TEST(LiveScenario, AListIsHealedHoweverItIsWritten) {
  auto scenario = live();
  const Written list(std::vector<std::string>{"expired", "wrong-name"});
  const Written texts[] = {"wrong-name,expired", "expired, wrong-name"};
  for (const Written& wanted : {list, texts[0], texts[1]}) {
    scenario.add("certificate", {{"defects", list}}, 1s);
    scenario.heal("certificate", {{"defects", wanted}}, 2s);
    EXPECT_EQ(scenario.faults_text(3s).find("certificate"), std::string::npos);
  }
}

TEST(LiveScenario, OfTheSameFaultAddedTwiceOneCanBeHealed) {
  auto scenario = live();
  scenario.add("port-dropped", {{"at", "host"}}, 1s);
  const auto once = scenario.topology_at(1s);
  scenario.add("port-dropped", {{"at", "host"}}, 2s);
  scenario.add("port-dropped", {{"at", "host"}, {"port", "443"}}, 3s);
  scenario.heal("port-dropped", {{"port", "443"}}, 4s);
  scenario.heal("3", {}, 5s);
  EXPECT_EQ(scenario.topology_at(5s), once);
  scenario.add("port-dropped", {{"at", "host"}}, 6s);
  EXPECT_THAT(scenario.faults_text(6s), ::testing::StartsWith(
      "faults\n  2 port-dropped at=host, since 1s\n  5 port-dropped at=host, since 6s\n"));
  scenario.heal("port-dropped", {{"at", "host"}}, 7s);
  EXPECT_EQ(scenario.topology_at(7s), scenario.topology_at(0s));
}

TEST(LiveScenario, WhatTheFileBreaksCanBeHealedEarly) {
  auto scenario = live();
  scenario.heal("forwarding-off", {}, 12s);
  EXPECT_EQ(scenario.topology_at(12s), scenario.topology_at(0s));
  EXPECT_EQ(scenario.faults_text(12s), "no fault is active\n");
}

TEST(LiveScenario, WhatCannotBeIsRefusedAndChangesNothing) {
  auto scenario = live();
  const auto before = scenario.faults_text(0s);
  EXPECT_THAT(words([&] { scenario.add("rain", {}, 0s); }),
              ::testing::StartsWith("no fault is called 'rain'; `"));
  EXPECT_THAT(words([&] { scenario.add("port-droped", {}, 0s); }),
              ::testing::HasSubstr("(did you mean 'port-dropped'?)"));
  EXPECT_THAT(words([&] { scenario.add("port-dropped", {{"at", "moon"}}, 0s); }),
              ::testing::StartsWith("fault 'port-dropped': 'at' (NODE) cannot be 'moon'"));
  EXPECT_EQ(words([&] { scenario.heal("forwarding-off", {}, 0s); }),
            "no fault 'forwarding-off' is active; active: none");
  EXPECT_EQ(words([&] { scenario.heal("1", {}, 0s); }), "no fault '1' is active; active: none");
  EXPECT_EQ(words([&] { scenario.heal("forwarding-off", {{"at", "hub"}}, 10s); }),
            "no fault 'forwarding-off' at=hub is active; active: "
            "1 forwarding-off at=host, since 10s, until 20s");
  EXPECT_EQ(scenario.faults_text(0s), before);
}

}  // namespace
}  // namespace edge::sim
