// Many tries of an attempt, as the text has them.
#include "common/report/tries_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/report/text.hpp"
#include "tests/support/sample_reports.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

/// One connect of a try that failed.
Evidence refused(int number, int attempt_try, int connection, Duration at,
                 const std::string& symbol) {
  Evidence seen{number, "amqp", "connect", Outcome::failed, "", at, at + 2ms};
  seen.attempt = 1;
  seen.attempt_try = attempt_try;
  seen.connection = connection;
  ConnectTry tried;
  tried.peer = {boost::asio::ip::make_address("203.0.113.10"), 5671};
  tried.answer = Answer::reset;
  tried.error = {symbol, symbol};
  seen.detail = ConnectDetail{{tried}};
  return seen;
}

TEST(TriesText, ManyTriesAreTheFirstWhatChangedAndASentence) {
  Report report = test::bare_report();
  AttemptReport attempt{"amqp", "connect", Outcome::failed, {}, 30s};
  attempt.deciding_try = 1;
  for (int i = 0; i < 4; ++i) {
    attempt.tries.push_back({i + 1, 2, "connect", Outcome::failed, 10s * i, 10s * i + 4ms});
  }
  report.attempts = {attempt};
  report.evidence = {refused(1, 1, 1, 0s, "ECONNREFUSED"), refused(2, 1, 2, 2ms, "ECONNREFUSED"),
                     refused(3, 2, 1, 10s, "EHOSTUNREACH"), refused(4, 3, 1, 20s, "EHOSTUNREACH"),
                     refused(5, 4, 1, 30s, "EHOSTUNREACH")};
  const std::string text = report_text(report, {.width = 200});
  EXPECT_THAT(text, HasSubstr("\n  1    0.000 s  amqp"));
  EXPECT_THAT(text, HasSubstr("\n  3   10.000 s  amqp"));
  for (const char* left_out : {"\n  2 ", "\n  4 ", "\n  5 "}) {
    EXPECT_THAT(text, Not(HasSubstr(left_out)));
  }
  EXPECT_THAT(text, HasSubstr("\n     3 tries in 30 s, 8 connections, each ended so within 4.0 ms, "
                              "the last at 20.000 s; 1 more after the agent had gone on\n"));
}

TEST(TriesText, AnAgentThatBeginsAnewDoesNotGiveUp) {
  Report report = test::bare_report();
  report.agent_exit = 66478ms;
  report.agent_retry = 0s;
  EXPECT_THAT(report_text(report, {.width = 500}),
              HasSubstr("the agent would have failed after 66.5 s and try again at once"));
}

}  // namespace
}  // namespace edge
