// Verdicts and exit codes of runs that were interrupted, and of those about one way of several.
#include "probe/run/conclude.hpp"

#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::IsEmpty;

Report report_of(const CaseBuilder& run) {
  Report report;
  report.host = run.host;
  report.targets = run.targets;
  report.attempts = run.attempts;
  report.evidence = run.evidence;
  return report;
}

/// TCP has had no answer for so long.
Report interrupted_after(Duration silence) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::silence);
  Report report = report_of(run);
  report.interrupted = true;
  report.attempts.back().outcome = report.evidence.back().outcome = Outcome::cancelled;
  report.evidence.back().end = report.evidence.back().begin + silence;
  return report;
}

TEST(Conclude, AnInterruptedRunHasAProvisionalVerdictOnceSomethingWasSilent) {
  Report soon = interrupted_after(2900ms);
  conclude(soon, test_profile());
  EXPECT_THAT(soon.verdicts, IsEmpty());
  EXPECT_EQ(soon.exit_code, 1);
  Report later = interrupted_after(3s);
  conclude(later, test_profile());
  ASSERT_FALSE(later.verdicts.empty());
  for (const Verdict& verdict : later.verdicts) EXPECT_TRUE(verdict.provisional);
  EXPECT_EQ(later.evidence.back().outcome, Outcome::cancelled) << "what was seen stays as it was";
  EXPECT_EQ(later.exit_code, 1);
}

TEST(Conclude, WhatFailedBeforeTheInterruptionIsEvidence) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::reset).resolved("amqp-ws");
  run.ends("amqp-ws", "connect", Outcome::cancelled, ConnectDetail{});
  Report report = report_of(run);
  report.interrupted = true;
  conclude(report, test_profile());
  ASSERT_FALSE(report.verdicts.empty());
  EXPECT_TRUE(report.verdicts.front().provisional);
}

TEST(Conclude, AnInterruptedHoldWasConnectedButDidNotReachItsEnd) {
  CaseBuilder run;
  run.cbs_ok("amqp").ok("amqp", "link", LinkDetail{});
  run.ends("amqp", "hold", Outcome::cancelled, HoldDetail{});
  run.attempts.back().connected = true;
  Report report = report_of(run);
  report.interrupted = true;
  conclude(report, test_profile());
  ASSERT_EQ(report.verdicts.size(), 1u);
  EXPECT_EQ(report.verdicts.front().code, "connected");
  EXPECT_EQ(report.exit_code, 1);
}

TEST(Conclude, WhatWasReachedBeforeTheInterruptionCounts) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::reset).connects("amqp-ws");
  Report report = report_of(run);
  report.interrupted = true;
  conclude(report, test_profile());
  EXPECT_EQ(report.exit_code, 0);
}

TEST(Conclude, AWayThatWasAskedForMustBeReached) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::reset).connects("amqp-ws");
  Report report = report_of(run);
  const auto exit_code = [&] {
    conclude(report, test_profile());
    return report.exit_code;
  };
  EXPECT_EQ(exit_code(), 0);
  report.targets[0].asked_for = true;
  EXPECT_EQ(exit_code(), 1);
  report.targets[0].asked_for = false;
  report.targets[1].asked_for = true;
  EXPECT_EQ(exit_code(), 0);
}

/// What was seen in the try of an attempt.
void place(Evidence& seen, int attempt, int attempt_try, int connection = 1) {
  seen.attempt = attempt;
  seen.attempt_try = attempt_try;
  seen.connection = connection;
}

TEST(Conclude, TheFirstTryDecidesWhileNoneConnects) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::reset);           // 1, 2
  run.tcp_fails("amqp", Answer::silence);         // 3, 4: as a router's rationing makes them
  run.tcp_fails("amqp-ws", Answer::reset);        // 5, 6
  Report report = report_of(run);
  report.attempts.erase(report.attempts.begin() + 1);
  report.attempts[0].end = run.evidence[3].end;
  for (AttemptReport& attempt : report.attempts) attempt.deciding_try = 1;
  for (int i = 0; i < 6; ++i) place(report.evidence[i], i < 4 ? 1 : 2, i < 2 || i > 3 ? 1 : 2);
  conclude(report, test_profile());
  EXPECT_EQ(report.verdicts.front().code, "connection-refused");
  EXPECT_EQ(report.verdicts.front().evidence, (std::vector{2, 6}));
}

TEST(Conclude, ATryThatConnectsDecides) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::reset);
  run.connects("amqp");
  Report report = report_of(run);
  const auto first = report.attempts.front();
  report.attempts.erase(report.attempts.begin());
  report.attempts.front().begin = first.begin;
  report.attempts.front().deciding_try = 2;
  for (Evidence& seen : report.evidence) place(seen, 1, seen.number <= 2 ? 1 : 2);
  conclude(report, test_profile());
  EXPECT_EQ(report.exit_code, 0);
  ASSERT_EQ(report.verdicts.size(), 1u);
  EXPECT_EQ(report.verdicts.front().code, "connected");
}

/// Both ways were silent, then one got through: nothing is known of the other by then.
TEST(Conclude, WhatFailedBeforeTheWayRecoveredIsNoEvidenceAgainstAPort) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::silence);     // attempt 1, evidence 1 and 2
  run.tcp_fails("amqp-ws", Answer::silence);  // 2: 3 and 4
  run.connects("amqp-ws");                    // 3
  Report report = report_of(run);
  for (Evidence& seen : report.evidence) {
    place(seen, seen.number <= 2 ? 1 : seen.number <= 4 ? 2 : 3, 1);
  }
  for (AttemptReport& attempt : report.attempts) attempt.deciding_try = 1;
  report.attempts[2].begin = report.attempts[1].end;
  conclude(report, test_profile());
  ASSERT_EQ(report.verdicts.size(), 1u);
  EXPECT_EQ(report.verdicts.front().code, "connected");
  EXPECT_NE(report.verdicts.front().cause.find("What was tried before"), std::string::npos);
  EXPECT_EQ(report.attempts.size(), 3u) << "what was seen stays as it was";
}

}  // namespace
}  // namespace edge::probe::test
