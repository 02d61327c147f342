// What each agent's library takes for transient, row by row, and how long it waits.
#include "probe/profiles/retries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <set>

#include "probe/attempt/stages.hpp"
#include "probe/profiles/profiles.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// The starts of tries that fail at once, at the mean of the jitter, before `budget` is over.
std::vector<Duration> starts(const Profile& profile, Duration budget) {
  std::vector<Duration> found;
  Duration at{};
  for (int tries = 1; at < budget; ++tries) {
    found.push_back(at);
    at += std::max(wait_after(profile.retry, tries, 100), profile.retry.between_starts);
  }
  return found;
}

TEST(Backoff, OfTheAgentOf2017IsItsTable) {
  // agent of 2017: ExponentialBackoff.cs:96-104, 100 ms first, no fast first retry.
  EXPECT_THAT(starts(*find_profile("agent-2017"), 30s),
              ElementsAre(0ms, 100ms, 300ms, 700ms, 1500ms, 3100ms, 6300ms, 12700ms, 22700ms));
}

TEST(Backoff, LaterAgentsStartNoMoreThanOneTryASecond) {
  // RetryDelegatingHandler.cs since 2017-12-21: at least 1 s between two starts.
  EXPECT_THAT(starts(*find_profile("agent-1.6"), 30s),
              ElementsAre(0s, 1s, 2s, 3s, 4s, 5600ms, 8800ms, 15200ms, 25200ms));
}

TEST(Backoff, JitterMovesOnlyWhatGrows) {
  const Backoff& backoff = find_profile("agent-2017")->retry;
  EXPECT_EQ(wait_after(backoff, 1, 80), 100ms);
  EXPECT_EQ(wait_after(backoff, 1, 119), 100ms);
  EXPECT_EQ(wait_after(backoff, 4, 80), 660ms);
  EXPECT_EQ(wait_after(backoff, 4, 119), 933ms);
  EXPECT_EQ(wait_after(backoff, 8, 119), 10s);
}

TEST(Backoff, ManyTriesNeverOverflow) {
  for (const Profile& profile : profiles()) {
    for (int tries = 1; tries < 10'000; tries *= 3) {
      EXPECT_LE(wait_after(profile.retry, tries, 119), profile.retry.maximum);
      EXPECT_GE(wait_after(profile.retry, tries, 80), Duration{});
    }
  }
}

TEST(Backoff, PairsOfTodaysAgentsBeginAtOnceAndEndAtAMinute) {
  const auto pairs = find_profile("agent-1.6")->pairs.value();
  EXPECT_EQ(wait_after(pairs, 1, 100), 0s);
  EXPECT_EQ(wait_after(pairs, 2, 100), 6s);
  EXPECT_EQ(wait_after(pairs, 9, 100), 60s);
}

struct Failed {
  std::string_view transport, stage, symbol;
  Retry of_2017, of_1_6;
  std::string_view source;  // the exception of 2017
};

void PrintTo(const Failed& one, std::ostream* out) {
  *out << one.transport << ' ' << one.stage << ' ' << one.symbol;
}

class FailureTable : public testing::TestWithParam<Failed> {};

TEST_P(FailureTable, IsTheLibrarysOwn) {
  const auto& [transport, stage, symbol, of_2017, of_1_6, source] = GetParam();
  EXPECT_EQ(retry_after(find_profile("agent-2017")->failures, transport, stage, symbol), of_2017)
      << source;
  EXPECT_EQ(retry_after(find_profile("agent-1.6")->failures, transport, stage, symbol), of_1_6);
}

constexpr Failed kFailed[] = {
    {"amqp", "resolve", "EAI_NONAME", Retry::soon, Retry::soon, "plain SocketException"},
    {"amqp", "resolve", "EAI_AGAIN", Retry::soon, Retry::soon, "plain SocketException"},
    {"amqp-ws", "resolve", "EAI_AGAIN", Retry::never, Retry::soon, "ExtendedSocketException"},
    {"amqp", "connect", "ECONNREFUSED", Retry::soon, Retry::soon, "plain SocketException"},
    {"amqp", "connect", "EHOSTUNREACH", Retry::soon, Retry::soon, "plain SocketException"},
    {"amqp-ws", "connect", "ECONNREFUSED", Retry::never, Retry::soon, "ExtendedSocketException"},
    {"amqp-ws", "proxy", "status-407", Retry::never, Retry::soon, "WebSocketException"},
    {"amqp", "tls", "certificate", Retry::never, Retry::never, "AuthenticationException"},
    {"amqp-ws", "tls", "alert", Retry::never, Retry::never, "AuthenticationException"},
    {"amqp", "tls", "EOF", Retry::soon, Retry::soon, "IOException"},
    {"amqp-ws", "tls", "ECONNRESET", Retry::soon, Retry::soon, "IOException"},
    {"amqp", "tls", "not-tls", Retry::soon, Retry::soon, "IOException"},
    {"amqp-ws", "websocket", "status-404", Retry::never, Retry::soon, "WebSocketException"},
    {"amqp-ws", "websocket", "subprotocol", Retry::never, Retry::soon, "WebSocketException"},
    {"amqp-ws", "websocket", "ECONNRESET", Retry::soon, Retry::soon, "inner IOException"},
    {"amqp", "amqp-open", "ECONNRESET", Retry::soon, Retry::soon, "IOException"},
    {"amqp", "amqp-open", "EOF", Retry::never, Retry::soon, "amqp:connection:forced"},
    {"amqp", "amqp-open", "header", Retry::never, Retry::never, "NotSupportedException"},
    {"amqp", "amqp-open", "com.microsoft:timeout", Retry::soon, Retry::soon, "TimeoutException"},
    {"amqp", "amqp-open", "com.microsoft:device-container-throttled", Retry::throttled,
     Retry::throttled, "IotHubThrottledException"},
    {"amqp", "amqp-open", "amqp:connection:forced", Retry::never, Retry::soon, "IotHubException"},
    {"amqp", "amqp-open", "amqp:internal-error", Retry::never, Retry::soon, "IotHubException"},
    {"amqp", "amqp-open", "amqp:unauthorized-access", Retry::never, Retry::fatal,
     "UnauthorizedException"},
    {"amqp", "cbs", "EOF", Retry::soon, Retry::soon, "OperationCanceledException"},
    {"amqp", "cbs", "ECONNRESET", Retry::soon, Retry::soon, "OperationCanceledException"},
    {"amqp", "cbs", "status-400", Retry::never, Retry::never, "IotHubException"},
    {"amqp", "cbs", "status-401", Retry::never, Retry::fatal, "UnauthorizedException"},
    {"amqp", "cbs", "status-403", Retry::never, Retry::soon, "transfer-limit-exceeded"},
    {"amqp", "cbs", "status-404", Retry::never, Retry::never, "DeviceNotFoundException"},
    {"amqp", "cbs", "status-429", Retry::never, Retry::never, "IotHubException"},
    {"amqp", "cbs", "amqp.protocol", Retry::never, Retry::never, "IotHubException"},
    {"amqp", "cbs", "amqp:connection:forced", Retry::soon, Retry::soon,
     "OperationCanceledException"},
    {"amqp", "link", "EOF", Retry::soon, Retry::soon, "OperationCanceledException"},
    {"amqp", "link", "ECONNRESET", Retry::soon, Retry::soon, "OperationCanceledException"},
    {"amqp", "link", "com.microsoft:timeout", Retry::soon, Retry::soon, "TimeoutException"},
    {"amqp", "link", "com.microsoft:device-container-throttled", Retry::throttled,
     Retry::throttled, "IotHubThrottledException"},
    {"amqp", "link", "amqp:link:stolen", Retry::never, Retry::soon, "IotHubException"},
    {"amqp", "link", "amqp:link:message-size-exceeded", Retry::never, Retry::never, "own type"},
    {"amqp", "link", "amqp:session:window-violation", Retry::never, Retry::soon,
     "IotHubException"},
    {"amqp", "link", "amqp:resource-locked", Retry::never, Retry::soon, "IotHubException"},
    {"amqp", "link", "amqp:not-found", Retry::never, Retry::never, "DeviceNotFoundException"},
    {"amqp", "hold", "timeout", Retry::never, Retry::soon, "not while it opens"},
};

INSTANTIATE_TEST_SUITE_P(Failures, FailureTable, testing::ValuesIn(kFailed));

TEST(FailureTables, EveryRowIsTriedAndNamesItsSource) {
  for (const Profile& profile : profiles()) {
    std::set<const FailureRow*> tried;
    for (const Failed& failed : kFailed) {
      tried.insert(find_failure(profile.failures, failed.transport, failed.stage, failed.symbol));
    }
    std::vector<std::string> left_out;
    for (const FailureRow& row : profile.failures) {
      EXPECT_FALSE(row.source.empty()) << row.stage << " " << row.symbol;
      EXPECT_TRUE(row.stage == "*" || find_stage(row.stage)) << row.stage;
      if (!tried.contains(&row)) {
        left_out.push_back(std::string(row.stage) + " " + std::string(row.symbol));
      }
    }
    EXPECT_THAT(left_out, IsEmpty()) << profile.name;
  }
}

}  // namespace
}  // namespace edge::probe
