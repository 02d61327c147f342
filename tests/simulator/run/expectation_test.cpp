#include "simulator/run/expectation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Report documented_case() {
  Report report;
  report.exit_code = 1;
  report.identity = "checked";
  report.agent_exit = 60s;
  report.attempts = {{"amqp", "connect", Outcome::timed_out, 0s, 30s},
                     {"amqp-ws", "connect", Outcome::timed_out, 30s, 60s}};
  report.verdicts.emplace_back().code = "network-drops-everything";
  report.log.push_back({WallTime{}, "INF", "a line"});
  return report;
}

Expectation as_documented() {
  Expectation expect;
  expect.exit = 1;
  expect.ends = 60s;
  expect.verdict = "network-drops-everything";
  expect.also.emplace();
  expect.identity = "checked";
  expect.log = {"a line"};
  expect.thrown_off = ExpectedCount{0, 0};
  expect.attempts = {{"amqp", "connect", Outcome::timed_out, 0s, 30s},
                     {"amqp-ws", "connect", Outcome::timed_out, 30s, 60s}};
  return expect;
}

TEST(Expectation, WhatCameAsExpectedGivesNoLines) {
  EXPECT_THAT(mismatches(as_documented(), documented_case(), {}), IsEmpty());
  EXPECT_THAT(mismatches({}, documented_case(), {}), IsEmpty());
}

TEST(Expectation, CountsTheTriesThatTheAgentWaitedFor) {
  auto expect = as_documented();
  expect.attempts->front().tries = 2;
  auto report = documented_case();
  report.attempts.front().tries = {{1, 1, "connect", Outcome::failed, 0s, 1s},
                                   {2, 1, "connect", Outcome::failed, 20s, 21s},
                                   {3, 1, "connect", Outcome::failed, 40s, 41s}};
  EXPECT_THAT(mismatches(expect, report, {}), IsEmpty());
  report.attempts.front().tries.pop_back();
  report.attempts.front().tries.back().number = 60;  // those between are not kept
  EXPECT_THAT(mismatches(expect, report, {}),
              ElementsAre("attempt 1 (amqp): number of tries is 60, expected 2"));
  report.attempts.front() = {"amqp", "connect", Outcome::timed_out, 0s, 0s};
  report.attempts.front().tries = {{1, 1, "connect", Outcome::failed, 0s, 0s}};
  EXPECT_EQ(tries_waited_for(report.attempts.front()), 1);
}

/// The documented case with a first attempt of 5 s, in the lab.
Expectation in_the_lab(Duration machine_late) {
  auto expect = as_documented();
  expect.attempts->front().ends = 5s;
  expect.within = 150ms;
  expect.within_share = 0.02;
  expect.machine_late = machine_late;
  return expect;
}

Report ends_at(Duration first) {
  auto report = documented_case();
  report.attempts.front().end = first;
  return report;
}

TEST(Expectation, ATimeMayBeOffByWhatTheMachineWasLate) {
  EXPECT_THAT(mismatches(in_the_lab(0ms), ends_at(5300ms), {}),
              ElementsAre("attempt 1 (amqp): ends at 5.3s, expected 5s within 250ms"));
  const auto judged = judge(in_the_lab(100ms), ends_at(5300ms), {});
  EXPECT_THAT(judged.mismatches, IsEmpty());
  EXPECT_THAT(judged.unjudged_times, IsEmpty());
}

TEST(Expectation, ATimeIsNotJudgedIfTheMachineWasTooLateForIt) {
  const auto judged = judge(in_the_lab(400ms), ends_at(5600ms), {});
  EXPECT_THAT(judged.mismatches, IsEmpty());
  EXPECT_THAT(judged.unjudged_times,
              ElementsAre("attempt 1 (amqp): ends at 5.6s, expected 5s within 650ms"));
  EXPECT_THAT(judge(in_the_lab(400ms), ends_at(5250ms), {}).unjudged_times, IsEmpty());
}

TEST(Expectation, MoreThanTheMachineWasLateIsAMismatch) {
  EXPECT_THAT(mismatches(in_the_lab(400ms), ends_at(5700ms), {}),
              ElementsAre("attempt 1 (amqp): ends at 5.7s, expected 5s within 650ms"));
}

TEST(Expectation, NoTimeWithinItsLargestToleranceHidesAShiftThatMustBeFound) {
  EXPECT_EQ(largest_tolerance(0ms), 400ms);
  EXPECT_EQ(largest_tolerance(10s), 400ms);
  EXPECT_EQ(largest_tolerance(30s), 1s);
  for (int late = 0; late <= 2000; late += 10) {  // judged at all, a shift of 0.4 s is found
    const auto judged = judge(in_the_lab(Duration{late * 1ms}), ends_at(5400ms), {});
    EXPECT_EQ(judged.mismatches.size() + judged.unjudged_times.size(), 1u) << late;
  }
}

TEST(Expectation, EachDifferenceHasItsLine) {
  auto report = documented_case();
  report.exit_code = 0;
  report.identity = "not-checked";
  report.agent_exit = 45s;
  report.attempts[1] = {"amqp-ws", "tls", Outcome::failed, 30s, 45s};
  report.verdicts[0].code = "not-tls";
  report.verdicts.emplace_back().code = "no-route";
  report.log.clear();
  HubObservations hub;
  hub.thrown_off = 1;
  EXPECT_THAT(mismatches(as_documented(), report, hub),
              ElementsAre("the verdict is not-tls, expected network-drops-everything",
                          "the list of further verdicts is [\"no-route\"], expected []",
                          "the exit code is 0, expected 1",
                          "the identity is not-checked, expected checked",
                          "the agent ends at 45s, expected 60s",
                          "attempt 2 (amqp-ws): last stage is tls, expected connect",
                          "attempt 2 (amqp-ws): outcome is failed, expected timed-out",
                          "attempt 2 (amqp-ws): ends at 45s, expected 60s",
                          "the log lacks, at its place, the line \"a line\"",
                          "the number of agents thrown off is 1, expected 0"));
}

TEST(Expectation, AMissingAttemptIsCounted) {
  auto report = documented_case();
  report.attempts.pop_back();
  EXPECT_THAT(mismatches(as_documented(), report, {}), ElementsAre("1 attempts, expected 2"));
}

TEST(Expectation, OfASetOneIsEnough) {
  auto other = as_documented();
  other.exit = 0;
  Expectation set;
  set.any_of = {other, as_documented()};
  EXPECT_THAT(mismatches(set, documented_case(), {}), IsEmpty());
  set.any_of[1].verdict = "no-route";
  EXPECT_THAT(mismatches(set, documented_case(), {}),
              ElementsAre("not outcome 1: the exit code is 1, expected 0",
                          "not outcome 2: the verdict is network-drops-everything, "
                          "expected no-route"));
}

TEST(Expectation, WithoutTimesOnlyTheyAreNotCompared) {
  auto report = documented_case();
  report.agent_exit = 45s;
  report.attempts[1] = {"amqp-ws", "tls", Outcome::timed_out, 31s, 45s};
  const std::string line = "attempt 2 (amqp-ws): last stage is tls, expected connect";
  EXPECT_THAT(mismatches(without_times(as_documented()), report, {}), ElementsAre(line));
  Expectation set;
  set.any_of = {as_documented()};
  EXPECT_THAT(mismatches(without_times(set), report, {}),
              ElementsAre("not outcome 1: " + line));
}

TEST(Expectation, TimesAreExactUnlessTheScenarioGivesATolerance) {
  auto report = documented_case();
  report.agent_exit += 1us;
  Expectation expect;
  expect.ends = 60s;
  EXPECT_THAT(mismatches(expect, report, {}),
              ElementsAre("the agent ends at 60.000001s, expected 60s"));
  expect.within = 1us;
  EXPECT_THAT(mismatches(expect, report, {}), IsEmpty());
}

ExecResult connected_after(Duration lasted) {
  ExecResult result;
  result.lasted = lasted;
  result.hub = {.connections = 2, .opens = 1, .authorised = 1, .links = 1, .messages = 3,
                .lost = 2, .reconnects = 1};
  return result;
}

constexpr ExpectedCount kNone{0, 0};

TEST(ExecExpectation, WithoutOneTheAgentsExitCodeHoldsAsZeroOrNot) {
  Expectation expect;
  auto result = connected_after(1s);
  EXPECT_THAT(mismatches(expect, result), IsEmpty());
  expect.exit = 1;
  EXPECT_THAT(mismatches(expect, result),
              ElementsAre("the program's exit code is 0, expected another, as the agent's"));
  result.exit_code = 7;
  EXPECT_THAT(mismatches(expect, result), IsEmpty());
  for (const int nothing_ran : {126, 127, 139}) {
    result.exit_code = nothing_ran;
    EXPECT_THAT(mismatches(expect, result), ElementsAre(testing::HasSubstr("could not run it")));
  }
  expect.exit = 0;
  result.exit_code = 7;
  EXPECT_THAT(mismatches(expect, result),
              ElementsAre("the program's exit code is 7, expected 0, as the agent's"));
}

TEST(ExecExpectation, EveryPartHasItsLine) {
  Expectation expect;
  expect.exec = ExpectedExec{.exit = 1, .lasts = 60s,
                             .hub = {kNone, kNone, kNone, kNone, kNone, kNone, kNone}};
  EXPECT_THAT(mismatches(expect, connected_after(58s)),
              ElementsAre("the program's exit code is 0, expected 1",
                          "the program ends at 58s, expected 60s within 1s",
                          "the number of connections to the hub is 2, expected 0",
                          "the number of AMQP connections is 1, expected 0",
                          "the number of accepted tokens is 1, expected 0",
                          "the number of telemetry links is 1, expected 0",
                          "the number of messages is 3, expected 0",
                          "the number of lost messages is 2, expected 0",
                          "the number of reconnects is 1, expected 0"));
}

TEST(ExecExpectation, WithoutNumberedMessagesNothingIsKnownOfLostOnes) {
  Expectation expect;
  auto result = connected_after(1s);
  expect.exec = ExpectedExec{.hub = {.lost = ExpectedCount{.most = 2}}};
  EXPECT_FALSE(expects_nothing_of_program(expect));
  EXPECT_THAT(mismatches(expect, result), IsEmpty());
  result.hub.lost.reset();
  EXPECT_THAT(mismatches(expect, result),
              ElementsAre("no message had a number (property sequenceNumber), so that none can be "
                          "missed"));
}

TEST(ExecExpectation, CountsMayHaveLimits) {
  Expectation expect;
  for (const auto& [limits, words] : {std::pair{ExpectedCount{3, 3}, ""},
                                      {ExpectedCount{.least = 3}, ""},
                                      {ExpectedCount{.most = 3}, ""},
                                      {ExpectedCount{.least = 4}, "expected at least 4"},
                                      {ExpectedCount{.most = 2}, "expected at most 2"},
                                      {ExpectedCount{4, 5}, "expected 4 to 5"}}) {
    expect.exec = ExpectedExec{.hub = {.messages = limits}};
    EXPECT_FALSE(expects_nothing_of_program(expect));
    const auto lines = mismatches(expect, connected_after(1s));
    ASSERT_EQ(lines.empty(), std::string(words).empty());
    if (!lines.empty()) EXPECT_THAT(lines.front(), testing::EndsWith(words));
  }
}

TEST(ExecExpectation, NothingIsKnownForWhatItIs) {
  Expectation expect;
  EXPECT_TRUE(expects_nothing_of_program(expect));
  expect.exec.emplace();
  EXPECT_TRUE(expects_nothing_of_program(expect));
  expect.exec->hub.reconnects = kNone;
  EXPECT_FALSE(expects_nothing_of_program(expect));
  expect.exec.reset();
  expect.exit = 0;
  EXPECT_FALSE(expects_nothing_of_program(expect));
}

TEST(ExecExpectation, WithoutTheProgramItMayBeNothing) {
  Expectation expect;
  EXPECT_FALSE(expects_only_of_program(expect)) << "it says that it compares nothing";
  expect.exec.emplace();
  EXPECT_TRUE(expects_only_of_program(expect));
  expect.exit = 0;
  EXPECT_FALSE(expects_only_of_program(expect));
}

TEST(ExecExpectation, WhetherItEndsComesFirst) {
  Expectation expect;
  auto result = connected_after(5s);
  result.stopped = true;
  EXPECT_THAT(mismatches(expect, result),
              ElementsAre("the program still ran at the time limit, after 5s"));
  expect.exec = ExpectedExec{.exit = kNeverEnds, .hub = {.messages = ExpectedCount{3, 3}}};
  EXPECT_THAT(mismatches(expect, result), IsEmpty());
  result.stopped = false;
  EXPECT_THAT(mismatches(expect, result),
              ElementsAre("the program ended with 0, expected to go on"));
}

}  // namespace
}  // namespace edge::sim
