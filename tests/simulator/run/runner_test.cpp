#include "simulator/run/runner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/usage_error.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/profiles/transports.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/topologies/topologies.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Scenario scenario(const std::string& rest = "expect: {}\n") {
  return parse_scenario("why: w\ntopology: direct\n" + rest, "s.yaml", known_names());
}

class Watcher : public probe::Observer {
 public:
  void on_log(const LogLine& line) override { lines.push_back(line.text); }
  void on_evidence(const Evidence& evidence) override { stages.push_back(evidence.stage); }
  std::vector<std::string> lines, stages;
};

TEST(Runner, AHealthyRunGivesTheAgentsReportAndWhatTheHubSaw) {
  const auto result = run_scenario(scenario());
  EXPECT_THAT(result.mismatches, IsEmpty());
  EXPECT_EQ(result.report.exit_code, 0);
  EXPECT_EQ(result.report.agent_exit, 180ms);
  EXPECT_EQ(result.hub.authorised, 1);
  EXPECT_EQ(result.hub.links, 1);
  EXPECT_EQ(result.trace.size(), 16u);
}

TEST(Runner, AProbeMayBeginLateAndHoldLong) {
  const auto result = run_scenario(
      scenario("probe: {begins: 2h, hold: 50m}\nexpect: {verdict: connected}\n"));
  EXPECT_THAT(result.mismatches, IsEmpty());
}

TEST(Runner, AnObserverSeesLinesAndStagesAsTheyCome) {
  Watcher watcher;
  run_scenario(scenario(), fault_rows(), &watcher);
  std::vector<std::string> stages{"host"};  // then the transport's, but for "hold"
  for (const auto& name : probe::transport_called("amqp").stages) {
    if (!probe::stage_called(name).on_request) stages.emplace_back(name);
  }
  EXPECT_EQ(watcher.stages, stages);
  EXPECT_THAT(watcher.lines.back(), HasSubstr("Edge agent connected"));
}

TEST(Runner, TheProbesTimesBeginWhenItBegins) {
  const auto result = run_scenario(scenario("probe: {begins: 5s}\nexpect: {ends: 180ms}\n"));
  EXPECT_THAT(result.mismatches, IsEmpty());
  EXPECT_EQ(result.virtual_time, 5180ms);
  EXPECT_EQ(result.report.started, find_topology("direct")->built({}).starts_at + 5s);
}

TEST(Runner, AFaultDuringTheRunMeetsWhatComesAfterIt) {
  const auto result = run_scenario(
      scenario("timeline:\n  - {at: 50ms, fault: cbs-refused, with: {status: 500}}\n"
               "  - {at: 1s, fault: tls-silence}\n"
               "probe: {begins: 10ms}\nexpect: {}\n"));
  EXPECT_EQ(result.report.attempts.front().stage, "cbs");
}

TEST(Runner, TheAgentIsConnectedBeforeItsConnectionIsHeld) {
  const auto result = run_scenario(scenario("probe: {hold: 8s}\nexpect: {}\n"));
  EXPECT_EQ(result.report.agent_exit, 180ms);
  EXPECT_GE(result.report.ended, 8180ms);
  EXPECT_THAT(result.report.verdicts.front().cause,
              HasSubstr("within 180.0 ms, as far as asked (held for 8 s)"));
}

TEST(Runner, ASynThatHadToBeRepeatedIsInTheReport) {
  const auto result = run_scenario(load_scenario(
      fs::path{EDGE_SOURCE_DIR} / "scenarios/amqp-port-dropped-then-heals.yaml"));
  for (const Evidence& evidence : result.report.evidence) {
    const auto* connect = detail_of<ConnectDetail>(evidence);
    if (!connect) continue;
    EXPECT_EQ(evidence.outcome, Outcome::ok);
    EXPECT_EQ(connect->tries.front().tcp.retransmits, 3u);  // at 1, 2 and 3 s
    return;
  }
  ADD_FAILURE() << "no connect stage";
}

TEST(Runner, NothingIsSaidOfAControlTargetThatNobodyNamed) {
  const auto result = run_scenario(load_scenario(
      fs::path{EDGE_SOURCE_DIR} / "scenarios/everything-dropped.yaml"));
  for (const Evidence& evidence : result.report.evidence) {
    EXPECT_NE(evidence.transport, "control");
    EXPECT_NE(evidence.outcome, Outcome::skipped) << evidence.note;
  }
}

TEST(Runner, WhatWasNotAsExpectedIsTold) {
  const auto result = run_scenario(scenario("expect: {exit: 1, verdict: no-route}\n"));
  EXPECT_THAT(result.mismatches, ElementsAre("the verdict is connected, expected no-route",
                                             "the exit code is 0, expected 1"));
}

TEST(Runner, ParametersAreRefusedBeforeAnythingStarts) {
  EXPECT_THROW(run_scenario(scenario("timeline: [{at: 9s, fault: port-reset}]\nexpect: {}\n")),
               UsageError);
}

TEST(Runner, OptionsAreTheHubsFirstDeviceUnlessTheScenarioSaysOtherwise) {
  const auto topology = find_topology("direct")->built({});
  const auto usual = probe_options(scenario(), topology, [] { return "CA"; });
  EXPECT_EQ(usual.hub, "hub.test");
  EXPECT_EQ(usual.ca_pem(), "CA");
  EXPECT_EQ(usual.identity->device_id, "edge-device-1");
  EXPECT_EQ(usual.identity->module_id, "$edgeAgent");
  EXPECT_EQ(usual.credential_source, probe::CredentialSource::command_line);
  const auto other = probe_options(
      scenario("probe: {device-id: d, key: AAAA, from-environment: true, proxy: 192.0.2.1:3128,"
               " proxy-user: u, proxy-password: p, until: cbs}\nexpect: {}\n"),
      topology, [] { return "CA"; });
  EXPECT_EQ(other.identity->device_id, "d");
  EXPECT_EQ(other.identity->shared_access_key.reveal(), "AAAA");
  EXPECT_EQ(other.credential_source, probe::CredentialSource::environment);
  EXPECT_EQ(other.proxy->host, "192.0.2.1");
  EXPECT_EQ(other.proxy->user, "u");
  EXPECT_EQ(other.until, "cbs");
  const auto none =
      probe_options(scenario("probe: {credentials: false}\nexpect: {}\n"), topology, {});
  EXPECT_FALSE(none.identity);
}

}  // namespace
}  // namespace edge::sim
