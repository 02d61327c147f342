// Scenarios drawn at random, what is asked of them, and how failures are shrunk and counted.
#include <gmock/gmock.h>

#include "probe/verdicts/verdicts.hpp"
#include "simulator/fuzz/draw.hpp"
#include "simulator/fuzz/judge_case.hpp"
#include "simulator/fuzz/matrix.hpp"
#include "simulator/fuzz/run_case.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"

namespace edge::sim {
namespace {

using testing::HasSubstr;

Scenario bridge_with(const std::string& fault, Parameters with = {}) {
  Scenario scenario;
  scenario.name = scenario.why = "test";
  scenario.network.name = "bridge";
  FaultStep step;
  step.fault = fault;
  step.with = std::move(with);
  scenario.timeline = {step};
  return scenario;
}

Report with_verdict(const std::string& code, bool connected) {
  Report report;
  AttemptReport attempt;
  attempt.transport = "amqp";
  attempt.stage = connected ? "link" : "connect";
  attempt.outcome = connected ? Outcome::ok : Outcome::timed_out;
  attempt.connected = connected;
  report.attempts = {attempt};
  Evidence seen;
  seen.number = 1;
  report.evidence = {seen};
  Verdict verdict;
  verdict.code = code;
  verdict.evidence = {1};
  report.verdicts = {verdict};
  report.exit_code = connected ? 0 : 1;
  return report;
}

TEST(Draw, TheSameNumberGivesTheSameScenario) {
  for (std::uint64_t number = 0; number < 20; ++number) {
    auto once = chance_of(7, number), again = chance_of(7, number), other = chance_of(8, number);
    const auto text = scenario_text(draw_scenario(once, {}));
    EXPECT_EQ(text, scenario_text(draw_scenario(again, {})));
    EXPECT_NE(text, scenario_text(draw_scenario(other, {})));
  }
}

TEST(Draw, WhatIsDrawnCanBeWrittenAndReadAgain) {
  for (std::uint64_t number = 0; number < 200; ++number) {
    auto chance = chance_of(3, number);
    const auto drawn = draw_scenario(chance, {.faults = static_cast<int>(number % 3)});
    const auto text = scenario_text(drawn);
    SCOPED_TRACE(text);
    const auto read = parse_scenario(text, "drawn.yaml", known_names());
    EXPECT_EQ(scenario_text(read), text);
    EXPECT_EQ(read.timeline.size(), drawn.timeline.size());
    EXPECT_EQ(read.probe.proxy, drawn.probe.proxy);
  }
}

TEST(Draw, EveryFaultFindsANetwork) {
  for (const auto& row : fault_rows()) {
    auto chance = chance_of(1, 1);
    const auto drawn = draw_scenario(chance, {.fault = &row, .oddity = false});
    EXPECT_EQ(drawn.timeline.front().fault, row.name);
  }
}

TEST(Faults, AreFoundAsVerdictsThatThereAre) {
  for (const auto& row : fault_rows()) {
    for (const auto code : row.found_as) {
      const auto* verdict = probe::find_verdict(code);
      ASSERT_TRUE(verdict) << row.name << ": " << code;
      EXPECT_NE(verdict->severity, Severity::info) << row.name << ": " << code;
    }
  }
}

TEST(JudgeCase, AVerdictThatNoFaultExplainsIsWrong) {
  const auto scenario = bridge_with("tls-silence");
  EXPECT_EQ(rating_of(scenario, with_verdict("tls-no-answer", false)), Rating::right);
  EXPECT_EQ(rating_of(scenario, with_verdict("path-inconclusive", false)), Rating::undecided);
  EXPECT_EQ(rating_of(scenario, with_verdict("amqp-port-reset", false)), Rating::wrong);
  EXPECT_EQ(rating_of(scenario, with_verdict("connected", true)), Rating::connected);
  EXPECT_EQ(rating_of(scenario, with_verdict("connected", false)), Rating::wrong);
  EXPECT_TRUE(violations(scenario, with_verdict("tls-no-answer", false)).empty());
  EXPECT_EQ(violations(scenario, with_verdict("amqp-port-reset", false)).front().rule,
            "nothing is invented");
}

TEST(JudgeCase, WithoutAFaultTheAgentConnects) {
  auto scenario = bridge_with("wire-quality", {{"from", "host"}, {"to", "site-router"},
                                               {"delay", "30ms"}});
  EXPECT_TRUE(violations(scenario, with_verdict("connected", true)).empty());
  EXPECT_EQ(violations(scenario, with_verdict("tls-no-answer", false)).front().rule,
            "without a fault the agent connects");
}

TEST(JudgeCase, AVerdictNeedsEvidenceThatIsThere) {
  auto report = with_verdict("tls-no-answer", false);
  report.verdicts.front().evidence = {2};
  EXPECT_EQ(violations(bridge_with("tls-silence"), report).front().rule, "verdicts have evidence");
}

TEST(JudgeCase, TheExitCodeTellsSuccess) {
  auto report = with_verdict("connected", true);
  report.exit_code = 1;
  EXPECT_EQ(violations(bridge_with("cbs-accepted"), report).front().rule,
            "the exit code tells success");
}

TEST(CheckCase, HoldsForAFaultThatIsNamedAndHeals) {
  EXPECT_FALSE(check_case(bridge_with("port-dropped", {{"at", "site-router"}})));
  EXPECT_FALSE(check_case(bridge_with("certificate", {{"defects", "expired"}})));
}

/// A fault that claims another cause than its own: the only way to have a failure at hand.
TEST(Shrunk, LeavesWhatMatters) {
  auto scenario = bridge_with("cbs-accepted");  // found as nothing at all
  scenario.timeline.push_back(bridge_with("messages-refused").timeline.front());
  scenario.network.with = {{"dns", "copied"}};
  scenario.probe.proxy = Endpoint{boost::asio::ip::make_address("192.168.1.77"), 3128};
  scenario.probe.transport = "amqp-ws";
  const auto found = check_case(scenario);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->rule, "nothing is invented");
  const auto small = shrunk(scenario, found->rule);
  EXPECT_TRUE(small.network.with.empty());
  EXPECT_LE(small.timeline.size(), 1U);
  EXPECT_TRUE(small.probe.proxy);
}

TEST(Matrix, CountsAndNamesWhatIsWrong) {
  Matrix matrix;
  matrix.add({"", Rating::connected, "connected"});
  matrix.add({"tls-reset", Rating::right, "tls-reset"});
  matrix.add({"tls-reset", Rating::wrong, "not-tls"});
  matrix.add({"tls-reset", Rating::wrong, "not-tls"});
  EXPECT_EQ(matrix.of(Rating::wrong), 2);
  const auto text = matrix_text(matrix);
  EXPECT_THAT(text, HasSubstr("not-tls (2 times)"));
  EXPECT_THAT(text, HasSubstr("named in 1 of 3 runs"));
}

/// Wilson (1927), figures as in Newcombe (1998), table I: 81 of 263, and 0 of 20.
TEST(Matrix, WilsonInterval) {
  const auto some = wilson_interval(81, 263);
  EXPECT_NEAR(some.low, 0.2553, 5e-5);
  EXPECT_NEAR(some.high, 0.3662, 5e-5);
  const auto none = wilson_interval(0, 20);
  EXPECT_NEAR(none.low, 0, 1e-9);
  EXPECT_NEAR(none.high, 0.1611, 5e-5);
}

}  // namespace
}  // namespace edge::sim
