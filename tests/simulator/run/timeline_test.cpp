#include "simulator/run/timeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/usage_error.hpp"
#include "simulator/topologies/topologies.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;

Scenario scenario_with(std::vector<FaultStep> timeline) {
  Scenario scenario;
  scenario.file = "s.yaml";
  scenario.network.name = "direct";
  scenario.timeline = std::move(timeline);
  return scenario;
}

FaultStep step(Duration at, std::string fault, Parameters with,
               std::optional<Duration> until = {}) {
  FaultStep made{.at = at, .fault = std::move(fault), .with = std::move(with), .until = until,
                 .places = {{9, 5}, {}}};
  for (const auto& [name, value] : made.with) made.places.parameters[name] = {9, 40};
  return made;
}

TEST(Timeline, WithoutFaultsThereIsOnePhaseTheTopologyItself) {
  const auto phases = plan_phases(scenario_with({}), fault_rows());
  ASSERT_EQ(phases.size(), 1u);
  EXPECT_EQ(phases[0].topology, find_topology("direct")->built({}));
}

TEST(Timeline, HealingGivesBackTheTopologyWithoutTheFault) {
  const auto phases = plan_phases(
      scenario_with({step(0s, "tls-silence", {}, 20s),
                     step(10s, "port-reset", {{"at", "site-router"}})}),
      fault_rows());
  ASSERT_EQ(phases.size(), 3u);
  const auto base = find_topology("direct")->built({});
  const auto silent = find_fault(fault_rows(), "tls-silence")->applied_to(base, {});
  const auto reset = find_fault(fault_rows(), "port-reset");
  EXPECT_EQ(phases[0].topology, silent);
  EXPECT_EQ(phases[1].at, 10s);
  EXPECT_EQ(phases[1].topology, reset->applied_to(silent, {{"at", "site-router"}}));
  EXPECT_EQ(phases[2].at, 20s);
  EXPECT_EQ(phases[2].topology, reset->applied_to(base, {{"at", "site-router"}}));
}

TEST(Timeline, AFaultThatBeginsLaterLeavesTheFirstPhaseHealthy) {
  const auto phases = plan_phases(scenario_with({step(5s, "tls-silence", {})}), fault_rows());
  ASSERT_EQ(phases.size(), 2u);
  EXPECT_EQ(phases[0].at, 0s);
  EXPECT_EQ(phases[0].topology, find_topology("direct")->built({}));
}

std::string complaint(const Scenario& scenario) {
  try {
    plan_phases(scenario, fault_rows());
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Timeline, ABadParameterIsRefusedAtItsPlaceAndAMissingOneAtItsFaults) {
  EXPECT_EQ(complaint(scenario_with({step(0s, "port-reset", {{"at", "moon"}})})),
            "s.yaml:9:40: fault 'port-reset': 'at' (NODE) cannot be 'moon'; allowed: "
            "device, site-router, isp, internet, hub, dns, vpn-gateway, proxy");
  EXPECT_EQ(complaint(scenario_with({step(0s, "port-reset", {})})),
            "s.yaml:9:5: fault 'port-reset': 'at' is required (NODE); allowed: device, "
            "site-router, isp, internet, hub, dns, vpn-gateway, proxy");
}

TEST(Timeline, WhatNoParameterTakesIsRefusedByItsOwn) {
  const auto said_of = [](const Written& written) {
    return complaint(scenario_with({step(0s, "certificate", {{"defects", written}})}));
  };
  const std::string allowed = "; allowed: expired, not-yet-valid, wrong-name, untrusted-issuer";
  EXPECT_THAT(said_of(""), testing::HasSubstr(",...) cannot be ''" + allowed));
  EXPECT_THAT(said_of(Written(std::vector<std::string>{})),
              testing::HasSubstr(",...) cannot be ''" + allowed));
  EXPECT_THAT(said_of(Written::neither("a mapping")),
              testing::HasSubstr(",...) cannot be a mapping" + allowed));
}

std::vector<Contradiction> nothing_is_possible(const Topology&) {
  return {{"it is Sunday", "nodes[0]"}};
}

TEST(Timeline, AWorldMayRefuseMoreThanContradictsItself) {
  auto scenario = scenario_with({});
  scenario.network.places.whole = {2, 3};
  try {
    plan_phases(scenario, fault_rows(), nothing_is_possible);
    FAIL() << "accepted";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "s.yaml:2:3: topology 'direct': no such network: it is Sunday");
  }
}

TEST(Timeline, WhatIsWrongWithTheTopologyIsSaidAtItsPlace) {
  auto scenario = scenario_with({});
  scenario.network.with = {{"colour", "red"}};
  EXPECT_EQ(complaint(scenario),
            "topology 'direct': unknown parameter 'colour'; allowed: none");
  scenario.network.places = {{2, 11}, {{"colour", {2, 33}}}};
  EXPECT_EQ(complaint(scenario),
            "s.yaml:2:33: topology 'direct': unknown parameter 'colour'; allowed: none");
}

TEST(Timeline, ANetworkOfTheScenariosOwnIsItsFirstPhaseAndTakesFaults) {
  auto scenario = scenario_with({step(5s, "port-reset", {{"at", "site-router"}})});
  scenario.network.name.clear();
  scenario.network.described = find_topology("direct")->built({});
  scenario.network.described->starts_at = {};
  const auto phases = plan_phases(scenario, fault_rows());
  ASSERT_EQ(phases.size(), 2u);
  EXPECT_EQ(phases[0].topology, scenario.network.described);
  EXPECT_NE(phases[1].topology, phases[0].topology);
}

TEST(Timeline, ANetworkOfTheScenariosOwnThatCannotBeIsRefusedAtItsPlace) {
  auto scenario = scenario_with({});
  scenario.network.described = find_topology("direct")->built({});
  auto& gateway = scenario.network.described->nodes[0].routes[0].gateway;
  gateway = boost::asio::ip::make_address("192.0.2.7");
  scenario.network.places.whole = {2, 3};
  EXPECT_EQ(complaint(scenario), "s.yaml:2:3: topology: no such network: device: the gateway "
                                 "192.0.2.7 of 0.0.0.0/0 is not on eth0's network");
  scenario.network.places.parts = {{"nodes[0]", {4, 7}}, {"nodes[0].routes[0]", {9, 11}}};
  EXPECT_THAT(complaint(scenario), testing::StartsWith("s.yaml:9:11: topology: no such network"));
}

TEST(Timeline, ASynScheduleOfTheScenarioIsThatOfAllNodes) {
  Scenario scenario;
  scenario.network.name = "bridge";
  scenario.syn_schedule = SynSchedule{0, 3};
  const auto phases = plan_phases(scenario, fault_rows());
  for (const auto& node : phases.front().topology.nodes) {
    EXPECT_EQ(node.syn_schedule, (SynSchedule{0, 3})) << node.name;
  }
}

}  // namespace
}  // namespace edge::sim
