// --hold idle in the computed world: what is found of paths whose limits are known, and when.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/duration_text.hpp"
#include "probe/evidence/idle_limit.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// A router that forgets after `limit`; none: it does not.
ScenarioResult found_behind(const std::string& limit, const std::string& probe,
                            const std::string& more = {}) {
  const std::string fault =
      limit.empty() ? "" : "  - { at: 0s, fault: idle-forgotten, with: { at: site-router, after: " +
                               limit + more + " } }\n";
  return run_scenario(parse_scenario("why: w\ntopology: bridge\nprofile: agent-1.6\n" +
                                         (fault.empty() ? "" : "timeline:\n" + fault) +
                                         "probe: { " + probe + " }\nexpect: {}\n",
                                     "s.yaml", known_names()));
}

const IdleDetail& idle_of(const ScenarioResult& result) {
  for (const Evidence& seen : result.report.evidence) {
    if (const auto* idle = detail_of<IdleDetail>(seen)) return *idle;
  }
  throw std::runtime_error("no idle limit was looked for");
}

struct Limit {
  Duration is;
  std::string until;     // the stage
  Duration alive, ended; // what is found
  Duration takes;        // the whole run
};

/// A stranger's connection is ended by the hub after 60 s.
TEST(IdleLimitRun, ForgottenConnectionsAreFoundAtTheSameTimesEachTime) {
  const Limit limits[] = {
      {7s, "amqp-open", 6590ms, 7120ms, 34290ms},
      {29s, "amqp-open", 28850ms, 29410ms, 113800ms},
      {30s, "amqp-open", 29970ms, 30530ms, 114260ms},
      {60s, "cbs", 59730ms, 60750ms, 199570ms},
      {240s, "cbs", 235920ms, 240500ms, 565730ms},
  };
  for (const Limit& limit : limits) {
    const auto result =
        found_behind(duration_text(limit.is), "idle-up-to: 5m, until: " + limit.until);
    const IdleDetail& idle = idle_of(result);
    EXPECT_EQ(idle.alive, limit.alive) << duration_text(limit.is);
    EXPECT_EQ(idle.ended, limit.ended) << duration_text(limit.is);
    EXPECT_EQ(result.report.ended, limit.takes) << duration_text(limit.is);
    EXPECT_LE(idle.ended - idle.alive, probe::idle_tolerance(idle.ended));
    EXPECT_EQ(idle.how, SilenceEnd::dropped);
    EXPECT_EQ(idle.by, EndedBy::path);
    EXPECT_EQ(idle.passes, 2);
    EXPECT_EQ(result.report.exit_code, 0);
  }
}

TEST(IdleLimitRun, WithoutALimitItEndsAfterTheLongestSilence) {
  const auto result = found_behind("", "idle-up-to: 5m, until: cbs");
  EXPECT_EQ(idle_of(result).alive, 5min);
  EXPECT_EQ(idle_of(result).ended, 0s);
  EXPECT_EQ(idle_of(result).connections, 20);
  EXPECT_EQ(result.hub.links, 0);
  EXPECT_EQ(result.hub.thrown_off, 0);
  EXPECT_EQ(result.report.verdicts.front().code, "idle-limit-measured");
}

TEST(IdleLimitRun, AStrangersConnectionsAreEndedByTheHubFirst) {
  const auto result = found_behind("", "credentials: false, idle-up-to: 5m");
  const IdleDetail& idle = idle_of(result);
  EXPECT_EQ(idle.how, SilenceEnd::closed_early);
  EXPECT_EQ(idle.by, EndedBy::hub);
  EXPECT_NEAR(idle.ended / 1ms, 60000, 20);
  EXPECT_EQ(result.hub.authorised, 0);
  EXPECT_LE(result.report.ended, 61s);
}

TEST(IdleLimitRun, ARstOfARouterIsToldFromTheHubs) {
  const auto result = found_behind("7s", "idle-up-to: 20s", ", answer: reset");
  const IdleDetail& idle = idle_of(result);
  EXPECT_EQ(idle.how, SilenceEnd::reset);
  EXPECT_EQ(idle.by, EndedBy::path);
}

TEST(IdleLimitRun, ItGoesTheWayThatIsAskedFor) {
  const auto result = found_behind("7s", "idle-up-to: 20s, transport: amqp-ws");
  EXPECT_EQ(result.report.attempts.front().transport, "amqp-ws");
  EXPECT_EQ(idle_of(result).by, EndedBy::path);
  EXPECT_THAT(result.report.verdicts.front().cause, HasSubstr("keeps a silent connection for"));
}

}  // namespace
}  // namespace edge::sim
