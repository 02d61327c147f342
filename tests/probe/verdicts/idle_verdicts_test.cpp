// What is concluded from silent connections: whether this agent's heartbeats come soon enough.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

IdleDetail limit(Duration alive, Duration ended, SilenceEnd how, EndedBy by) {
  IdleDetail detail;
  detail.longest = 5min;
  detail.alive = alive;
  detail.ended = ended;
  detail.how = how;
  detail.by = by;
  detail.connections = 36;
  detail.passes = 2;
  if (by != EndedBy::hub) detail.heartbeat = alive / 2;
  return detail;
}

/// An agent whose hub asks for something every `hub_asks`, and that asks for it itself.
Verdict verdict_on_idle(const IdleDetail& idle, std::uint32_t hub_asks_ms,
                        Duration agent_asks = {}) {
  CaseBuilder run;
  run.profile.open.idle_timeout = agent_asks;
  AmqpDetail open;
  open.open_received = open.iot_hub = true;
  open.idle_timeout_ms = hub_asks_ms;
  run.record("amqp", "amqp-open", Outcome::ok, open);
  run.ends("amqp", "idle", Outcome::ok, idle);
  run.connected = true;
  const auto verdicts = run.diagnose();
  EXPECT_EQ(verdicts.size(), 1u);
  return verdicts.front();
}

TEST(IdleVerdict, ALimitBelowTheAgentsHeartbeatIsToldWithTheOneToSet) {
  const auto found = limit(119s, 121s, SilenceEnd::dropped, EndedBy::path);
  const Verdict verdict = verdict_on_idle(found, 240000);
  EXPECT_EQ(verdict.code, "idle-limit-too-short");
  EXPECT_EQ(verdict.severity, Severity::warning);
  EXPECT_EQ(verdict.confidence, Confidence::certain);
  EXPECT_THAT(verdict.evidence, ElementsAre(2));
  EXPECT_EQ(verdict.cause,
            "The way to hub.test keeps a silent connection for 119 s and not for 121 s: what is "
            "sent then is dropped without a word. But on a connection of agent-test something is "
            "sent every 210 s at least, so that a connection with nothing to say is lost between "
            "two heartbeats.");
  EXPECT_THAT(verdict.fix, HasSubstr("above 210 s"));
  EXPECT_THAT(verdict.fix, HasSubstr("more often than every 59.5 s"));
}

TEST(IdleVerdict, TheHubsHeartbeatsCountAsWell) {
  const auto found = limit(119s, 121s, SilenceEnd::dropped, EndedBy::path);
  const Verdict verdict = verdict_on_idle(found, 240000, 30s);
  EXPECT_EQ(verdict.code, "idle-limit-measured");
  EXPECT_EQ(verdict.severity, Severity::info);
  EXPECT_THAT(verdict.cause, HasSubstr("something is sent every 26.2 s at least."));
  EXPECT_THAT(verdict.fix, HasSubstr("Nothing to do for the agent."));
}

TEST(IdleVerdict, ARstMayBeTheHubs) {
  const auto found = limit(19s, 20s, SilenceEnd::reset, EndedBy::either);
  const Verdict verdict = verdict_on_idle(found, 240000);
  EXPECT_EQ(verdict.code, "idle-limit-too-short");
  EXPECT_EQ(verdict.confidence, Confidence::likely);
  EXPECT_THAT(verdict.separate_by, HasSubstr("from another network"));
}

TEST(IdleVerdict, WhatHeldOnceAndNotAnotherTimeIsDoubted) {
  auto found = limit(57s, 60s, SilenceEnd::dropped, EndedBy::path);
  found.uneven = true;
  const Verdict verdict = verdict_on_idle(found, 240000);
  EXPECT_EQ(verdict.confidence, Confidence::possible);
  EXPECT_THAT(verdict.separate_by, HasSubstr("--hold idle again"));
}

TEST(IdleVerdict, AHubThatEndsThemFirstLeavesThePathsLimitOpen) {
  const auto found = limit(57s, 60s, SilenceEnd::closed_early, EndedBy::hub);
  const Verdict verdict = verdict_on_idle(found, 240000);
  EXPECT_EQ(verdict.code, "idle-limit-measured");
  EXPECT_EQ(verdict.confidence, Confidence::possible);
  EXPECT_THAT(verdict.cause, HasSubstr("for at least 60 s: the hub itself ended it then"));
  EXPECT_THAT(verdict.cause, HasSubstr("Whether the way keeps it for so long is not known."));
  EXPECT_THAT(verdict.separate_by, HasSubstr("--until cbs"));
}

TEST(IdleVerdict, NoLimitIsNoMoreThanWhatWasTried) {
  IdleDetail none;
  none.alive = none.longest = 5min;
  none.connections = 20;
  const Verdict verdict = verdict_on_idle(none, 240000);
  EXPECT_EQ(verdict.code, "idle-limit-measured");
  EXPECT_EQ(verdict.confidence, Confidence::certain);
  EXPECT_THAT(verdict.cause, HasSubstr("for at least 300 s, the longest that was tried"));
  EXPECT_THAT(verdict.separate_by, Not(HasSubstr("cbs")));
}

TEST(IdleVerdict, WhereNoneStoodTheCauseIsNotNamed) {
  CaseBuilder run;
  IdleDetail none;
  none.error = {"timeout", "connect: timeout"};
  run.ends("amqp", "idle", Outcome::failed, none);
  EXPECT_THAT(run.codes(), ElementsAre("path-inconclusive"));
  EXPECT_THAT(run.diagnose().front().cause,
              HasSubstr("no silent connection, connect: timeout"));
}

}  // namespace
}  // namespace edge::probe::test
