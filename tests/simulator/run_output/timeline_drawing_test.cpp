// Runs as lines of time, as edgesim run --timeline prints them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "common/report/json.hpp"
#include "simulator/run_output/outputs.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;

Report agent(std::vector<AttemptReport> attempts) {
  Report report;
  report.identity = "not-checked";
  report.exit_code = 1;
  report.targets = {{.transport = "amqp", .port = 5671}, {.transport = "amqp-ws", .port = 443}};
  report.attempts = std::move(attempts);
  report.agent_exit = report.ended = report.attempts.back().end;
  return report;
}

AttemptReport attempt(const std::string& transport, Outcome outcome, Duration begin, Duration end,
                      int connections, const std::vector<std::pair<Duration, Duration>>& tries) {
  AttemptReport made{transport, outcome == Outcome::ok ? "link" : "connect", outcome, begin, end};
  for (const auto& [from, to] : tries) {
    const int number = static_cast<int>(made.tries.size()) + 1;
    made.tries.push_back({number, connections, made.stage, outcome, from, to});
  }
  return made;
}

RunRecord record(const std::string& name, const Report& report) {
  RunRecord made;
  made.name = name;
  made.why = "A firewall.";
  made.status = RunStatus::passed;
  made.report = report_to_json(report);
  return made;
}

std::string drawn(const std::vector<RunRecord>& records) {
  std::ostringstream out;
  write_timelines(out, records);
  return out.str();
}

Report refused_and_silent() {
  return agent({attempt("amqp", Outcome::failed, 0s, 30s, 2,
                        {{0s, 40ms}, {140ms, 180ms}, {3310ms, 3350ms}, {23s, 26s}, {28s, 33s},
                         {43s, 43040ms}, {53s, 55s}}),
                attempt("amqp-ws", Outcome::timed_out, 30s, 60s, 1, {{30s, 60s}})});
}

TEST(TimelineDrawing, ShowsEachTryAndWhatGoesOnUnseen) {
  EXPECT_EQ(drawn({record("refused", refused_and_silent())}),
            "refused: A firewall.\n"
            "\n"
            "s     0         10        20        30        40        50        60\n"
            "      |---------|---------|---------|---------|---------|---------|\n"
            "5671  A  a                   a--  a-...          :         :.\n"
            "443                                 W-----------------------------\n"
            "end                                                               X\n"
            "\n"
            "5671  5 tries, 14 connections: 0, 0.1, 3.3, 23, 28; connect failed; unseen: 43, 53\n"
            "443   1 try: 30; connect timed-out\n"
            "end   the agent exits at 60s with code 1\n");
}

TEST(TimelineDrawing, WhatDoesNotFitHasACoarserScale) {
  auto report = agent({attempt("amqp", Outcome::timed_out, 0s, 60s, 1, {{0s, 60s}}),
                       attempt("amqp-ws", Outcome::timed_out, 60s, 120s, 1, {{60s, 120s}})});
  report.agent_retry = 6s;
  EXPECT_EQ(drawn({record("dropped", report)}),
            "dropped: A firewall.\n"
            "\n"
            "s     0         20        40        60        80        100       120       140\n"
            "      |---------|---------|---------|---------|---------|---------|---------|\n"
            "5671  A-----------------------------\n"
            "443                                 W-----------------------------\n"
            "end                                                                  R\n"
            "\n"
            "5671  1 try: 0; connect timed-out\n"
            "443   1 try: 60; connect timed-out\n"
            "end   failed at 120s, begins anew after 6s\n");
  report.agent_retry = 2h;
  EXPECT_THAT(drawn({record("dropped", report)}), testing::HasSubstr("\ns     0         1000 "));
}

TEST(TimelineDrawing, TellsWhatIsNotAsExpectedBelowIt) {
  auto healthy = agent({attempt("amqp", Outcome::ok, 0s, 180ms, 1, {{0s, 180ms}})});
  healthy.exit_code = 0;
  auto failed = record("healthy", healthy);
  failed.mismatches = {"the exit code is 0, expected 1"};
  RunRecord broken;
  broken.name = "broken";
  broken.why = "A worker dies.";
  broken.error = "the worker died";
  RunRecord left;
  left.status = RunStatus::not_run;
  EXPECT_EQ(drawn({failed, left, broken}),
            "healthy: A firewall.\n"
            "\n"
            "s     0         10\n"
            "      |---------|\n"
            "5671  A\n"
            "end   C\n"
            "\n"
            "5671  1 try: 0; link ok\n"
            "end   connected at 180ms\n"
            "FAIL  the exit code is 0, expected 1\n"
            "\n"
            "broken: A worker dies.\n"
            "\n"
            "ERROR the worker died\n");
}

TEST(TimelineDrawing, OfVeryManyTriesOnlyThoseThatWereKept) {
  auto report = refused_and_silent();
  report.attempts[0].tries.back().number = 90;
  EXPECT_THAT(drawn({record("many", report)}),
              testing::AllOf(testing::HasSubstr("\n5671  5 tries, "),
                             testing::HasSubstr("; unseen: 43, ..., 53\n")));
}

}  // namespace
}  // namespace edge::sim
