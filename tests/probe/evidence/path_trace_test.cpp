#include "probe/evidence/path_trace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <cerrno>

#include "probe/evidence/answer.hpp"
#include "tests/support/fake_world.hpp"
#include "tests/support/run.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;
using test::FakeWorld;
using test::run;
using test::ScriptedDial;
using testing::ElementsAre;

constexpr int kPort = 5671;

IpAddress router(int ttl) {
  return boost::asio::ip::make_address("198.51.100." + std::to_string(ttl));
}

ScriptedDial time_exceeded(int ttl, Duration after = 10ms) {
  return {.after = after,
          .error = make_error_code(boost::system::errc::host_unreachable),
          .icmp = IcmpError{11, 0, router(ttl)}};
}

ScriptedDial accepted(Duration after = 20ms) { return {.after = after}; }

ScriptedDial failed(int error, Duration after = 20ms) {
  return {.after = after, .error = {error, boost::system::system_category()}};
}

class PathTraceTest : public testing::Test {
 protected:
  PathDetail trace() {
    const Endpoint target{boost::asio::ip::make_address("203.0.113.10"), kPort};
    return run(world_.loop(), trace_path(world_, target, "amqp", options_));
  }

  void routers(int count) {
    for (int ttl = 1; ttl <= count; ++ttl) world_.script(kPort, ttl, time_exceeded(ttl));
  }

  void behind(int count, const ScriptedDial& dial) {
    for (int ttl = count + 1; ttl <= 30; ++ttl) world_.script(kPort, ttl, dial);
  }

  /// "1 icmp 198.51.100.1, 2 silence": TTL, answer and who gave it, in order.
  static std::vector<std::string> words(const PathDetail& path) {
    std::vector<std::string> lines;
    for (const Hop& hop : path.hops) {
      std::string line = std::to_string(hop.ttl) + " " + std::string(name_of(hop.answer));
      if (hop.from) line += " " + hop.from->to_string();
      lines.push_back(std::move(line));
    }
    return lines;
  }

  Duration elapsed() const { return world_.now().time_since_epoch(); }

  void TearDown() override {
    EXPECT_LE(world_.most_in_flight(), options_.in_flight);
    EXPECT_EQ(world_.in_flight(), 0) << "a probe outlives its trace";
    EXPECT_EQ(world_.open_streams(), 0) << "a connection outlives its trace";
  }

  FakeWorld world_;
  PathTraceOptions options_;
};

TEST_F(PathTraceTest, ReachesTheServerBehindTwoRouters) {
  routers(2);
  behind(2, accepted());
  const PathDetail path = trace();
  EXPECT_THAT(words(path), ElementsAre("1 icmp 198.51.100.1", "2 icmp 198.51.100.2",
                                       "3 accepted 203.0.113.10"));
  EXPECT_TRUE(path.reached);
  EXPECT_EQ(path.subject, "amqp");
  EXPECT_EQ(path.target.port, kPort);
  EXPECT_EQ(path.hops[0].rtt, 10ms);
  EXPECT_EQ(path.hops[2].rtt, 20ms);
  EXPECT_EQ(elapsed(), 20ms);  // all three in flight at once
  EXPECT_EQ(world_.most_in_flight(), 3);
}

TEST_F(PathTraceTest, ShowsTheSilenceBehindTheLastAnsweringHop) {
  routers(2);
  const PathDetail path = trace();
  EXPECT_THAT(words(path), ElementsAre("1 icmp 198.51.100.1", "2 icmp 198.51.100.2", "3 silence",
                                       "4 silence", "5 silence", "6 silence"));
  EXPECT_FALSE(path.reached);
  EXPECT_EQ(path.hops[2].rtt, 0ns);
  // 3, 4 and 5 give up one limit after their start; 6 begins when 3 has given up.
  EXPECT_EQ(elapsed(), 2 * options_.per_hop);
  EXPECT_EQ(world_.dialled().size(), 6u) << "TTLs that can show nothing new are not probed";
}

TEST_F(PathTraceTest, GivesUpWhenNothingAnswersAtAll) {
  const PathDetail path = trace();
  EXPECT_THAT(words(path), ElementsAre("1 silence", "2 silence", "3 silence", "4 silence"));
  EXPECT_EQ(elapsed(), 2 * options_.per_hop);
}

TEST_F(PathTraceTest, PassesRoutersThatKeepSilent) {
  world_.script(kPort, 1, time_exceeded(1));
  world_.script(kPort, 4, time_exceeded(4));
  behind(4, accepted());
  const PathDetail path = trace();
  EXPECT_THAT(words(path),
              ElementsAre("1 icmp 198.51.100.1", "2 silence", "3 silence", "4 icmp 198.51.100.4",
                          "5 accepted 203.0.113.10"));
  EXPECT_EQ(elapsed(), options_.per_hop);  // 2 and 3 gave up; 4 and 5 went on beside them
}

TEST_F(PathTraceTest, ALateAnswerLetsTheTraceGoOn) {
  world_.script(kPort, 1, time_exceeded(1));
  world_.script(kPort, 5, time_exceeded(5, 2s));
  behind(5, accepted());
  const PathDetail path = trace();
  EXPECT_TRUE(path.reached);
  EXPECT_EQ(path.hops.size(), 6u);
}

struct Ending {
  const char* name;
  ScriptedDial dial;
  const char* last;  // the third hop
};

void PrintTo(const Ending& ending, std::ostream* out) { *out << ending.name; }

class PathEndTest : public PathTraceTest, public testing::WithParamInterface<Ending> {};

TEST_P(PathEndTest, EndsTheTrace) {
  routers(2);
  behind(2, GetParam().dial);
  const PathDetail path = trace();
  ASSERT_EQ(path.hops.size(), 3u);
  EXPECT_EQ(words(path).back(), GetParam().last);
  EXPECT_EQ(path.reached, GetParam().dial.error == ErrorCode{});
}

const Ending kEndings[] = {
    {"Accept", accepted(), "3 accepted 203.0.113.10"},
    {"Reset", failed(ECONNREFUSED), "3 reset"},
    {"Refusal",
     {.after = 20ms,
      .error = {EHOSTUNREACH, boost::system::system_category()},
      .icmp = IcmpError{3, 13, router(2)}},
     "3 icmp 198.51.100.2"},
};

INSTANTIATE_TEST_SUITE_P(Table, PathEndTest, testing::ValuesIn(kEndings),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(PathTraceTest, TheOwnHostsRefusalIsOneHop) {
  behind(0, {.error = {EACCES, boost::system::system_category()}, .sent = false});
  const PathDetail path = trace();
  EXPECT_THAT(words(path), ElementsAre("1 own-host"));
  EXPECT_LE(world_.dialled().size(), 3u);
  EXPECT_EQ(elapsed(), 0s);
}

TEST_F(PathTraceTest, AMissingNeighbourEndsTheTraceAtTheFirstHop) {
  behind(0, {.after = 2900ms,
             .error = {EHOSTUNREACH, boost::system::system_category()},
             .icmp = IcmpError{3, 1, FakeWorld::own_address()}});
  EXPECT_THAT(words(trace()), ElementsAre("1 no-neighbour 192.0.2.2"));
}

TEST_F(PathTraceTest, StopsProbesBehindTheEndButWaitsForThoseBeforeIt) {
  world_.script(kPort, 1, time_exceeded(1, 2s));
  world_.script(kPort, 2, failed(ECONNREFUSED));
  world_.script(kPort, 3, failed(ECONNREFUSED, 2900ms));
  const PathDetail path = trace();
  EXPECT_THAT(words(path), ElementsAre("1 icmp 198.51.100.1", "2 reset"));
  EXPECT_EQ(elapsed(), 2s);
  EXPECT_EQ(world_.dialled().size(), 3u);
}

TEST_F(PathTraceTest, EndsAtTheGreatestTtl) {
  options_.max_ttl = 5;
  routers(30);
  const PathDetail path = trace();
  EXPECT_EQ(path.hops.size(), 5u);
  EXPECT_EQ(path.hops.back().ttl, 5);
  EXPECT_FALSE(path.reached);
}

TEST_F(PathTraceTest, OneAtATimeFindsTheSame) {
  options_.in_flight = 1;
  routers(2);
  behind(2, accepted());
  EXPECT_EQ(trace().hops.size(), 3u);
  const std::vector<FakeWorld::Dialled> expected{{Instant{}, kPort, 1},
                                                 {Instant{10ms}, kPort, 2},
                                                 {Instant{20ms}, kPort, 3}};
  EXPECT_EQ(world_.dialled(), expected);
  EXPECT_EQ(elapsed(), 40ms);
}

TEST_F(PathTraceTest, CancellationLeavesNoProbe) {
  using namespace boost::asio::experimental::awaitable_operators;
  const Endpoint target{boost::asio::ip::make_address("203.0.113.10"), kPort};
  const Instant soon{1s};
  auto race = [&]() -> Awaitable<bool> {
    const auto first =
        co_await (trace_path(world_, target, "amqp", options_) || world_.sleep_until(soon));
    co_return first.index() == 1;
  };
  EXPECT_TRUE(run(world_.loop(), race()));
  EXPECT_EQ(elapsed(), 1s);
}

}  // namespace
}  // namespace edge::probe
