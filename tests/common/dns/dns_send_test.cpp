// Who is asked when, and for how long: the tables of glibc's resolv/res_send.c as transcripts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/dns/send.hpp"
#include "tests/support/scripted_dns_world.hpp"
#include "tests/support/transcript.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const Endpoint kFirst{boost::asio::ip::make_address("192.0.2.1"), 53};
const Endpoint kSecond{boost::asio::ip::make_address("192.0.2.2"), 53};
const Endpoint kThird{boost::asio::ip::make_address("192.0.2.3"), 53};

class DnsSend : public testing::Test {
 protected:
  SendResult send() {
    auto result = world.run(send_queries(world, "hub.test", config, state, world.now(), exchanges));
    return result;
  }
  std::vector<std::string> log() const { return test::transcript(exchanges); }
  std::string took() const { return test::milliseconds(world.now() - Instant{}); }

  test::ScriptedDnsWorld world;
  ResolverConfig config{.servers = {kFirst}};
  ResolverState state;
  std::vector<DnsExchange> exchanges;
};

TEST_F(DnsSend, BothQuestionsAtOnce) {
  world.servers[kFirst] = test::serves({"198.51.100.10"});
  const auto result = send();
  EXPECT_EQ(result.first->addresses.size(), 1u);
  EXPECT_TRUE(result.second && result.second->addresses.empty());
  EXPECT_THAT(log(), ElementsAre("0..20 A hub.test @192.0.2.1 NOERROR",
                                 "0..20 AAAA hub.test @192.0.2.1 NOERROR"));
}

TEST_F(DnsSend, OneSilentServerTakesTenSeconds) {
  const auto result = send();
  EXPECT_FALSE(result.answered());
  EXPECT_FALSE(result.refused);
  EXPECT_THAT(log(), ElementsAre("0..5000 A hub.test @192.0.2.1 silence",
                                 "0..5000 AAAA hub.test @192.0.2.1 silence",
                                 "5000..10000 A hub.test @192.0.2.1 silence",
                                 "5000..10000 AAAA hub.test @192.0.2.1 silence"));
}

TEST_F(DnsSend, TwoSilentServersTakeTwentySeconds) {
  config.servers = {kFirst, kSecond};
  send();
  EXPECT_EQ(took(), "20000");
  EXPECT_EQ(log()[2], "5000..10000 A hub.test @192.0.2.2 silence");
  EXPECT_EQ(log()[4], "10000..15000 A hub.test @192.0.2.1 silence");
}

TEST_F(DnsSend, ThreeSilentServersTakeTwentyEightSeconds) {
  config.servers = {kFirst, kSecond, kThird};
  send();
  EXPECT_EQ(took(), "28000");  // (5 + 3 + 6) s, twice
  EXPECT_EQ(log()[2], "5000..8000 A hub.test @192.0.2.2 silence");
  EXPECT_EQ(log()[4], "8000..14000 A hub.test @192.0.2.3 silence");
}

TEST_F(DnsSend, AFourthServerIsNotUsed) {
  config.servers = {kFirst, kSecond, kThird, {kThird.address, 54}};
  send();
  EXPECT_EQ(took(), "28000");
}

TEST_F(DnsSend, TimeoutAndAttemptsOfTheConfiguration) {
  config.timeout = 2s;
  config.attempts = 3;
  send();
  EXPECT_EQ(took(), "6000");
}

TEST_F(DnsSend, NoAttemptsAskNobody) {
  config.attempts = 0;
  EXPECT_TRUE(send().refused);
  EXPECT_THAT(log(), IsEmpty());
}

TEST(ServerTimeout, WholeSecondsAndAtLeastOne) {
  EXPECT_EQ(server_timeout(5s, 0, 1), 5s);
  EXPECT_EQ(server_timeout(5s, 1, 2), 5s);
  EXPECT_EQ(server_timeout(5s, 1, 3), 3s);
  EXPECT_EQ(server_timeout(5s, 2, 3), 6s);
  EXPECT_EQ(server_timeout(1s, 1, 3), 1s);
  EXPECT_EQ(server_timeout(0s, 0, 1), 1s);
}

TEST_F(DnsSend, SecondServerAnswersWhenTheFirstIsSilent) {
  config.servers = {kFirst, kSecond};
  world.servers[kSecond] = test::serves({"198.51.100.10"});
  EXPECT_EQ(send().first->addresses.size(), 1u);
  EXPECT_EQ(took(), "5020");
}

TEST_F(DnsSend, RefusalsGoToTheNextServerAtOnce) {
  for (const auto rcode : {Rcode::server_failure, Rcode::refused, Rcode::not_implemented}) {
    config.servers = {kFirst, kSecond};
    exchanges.clear();
    world.servers[kFirst] = test::always(rcode);
    world.servers[kSecond] = test::serves({"198.51.100.10"});
    const auto begin = world.now();
    EXPECT_TRUE(send().answered());
    EXPECT_EQ(world.now() - begin, 40ms);
    EXPECT_EQ(exchanges[0].result, name_of(rcode));
  }
}

TEST_F(DnsSend, RefusedByAllTwiceIsNoAnswer) {
  world.servers[kFirst] = test::always(Rcode::server_failure);
  const auto result = send();
  EXPECT_FALSE(result.answered());
  EXPECT_FALSE(result.refused);
  EXPECT_EQ(result.last_rcode, Rcode::server_failure);
  EXPECT_EQ(log().size(), 4u);
  EXPECT_EQ(took(), "40");
}

TEST_F(DnsSend, NameErrorIsAnAnswer) {
  world.servers[kFirst] = test::always(Rcode::name_error);
  EXPECT_EQ(send().first->rcode, Rcode::name_error);
  EXPECT_EQ(log().size(), 2u);
}

TEST_F(DnsSend, ClosedPortGoesToTheNextServerAtOnce) {
  config.servers = {kFirst, kSecond};
  world.servers[kFirst] = test::port_closed();
  world.servers[kSecond] = test::serves({"198.51.100.10"});
  EXPECT_TRUE(send().answered());
  EXPECT_EQ(log()[0], "0..20 A hub.test @192.0.2.1 ECONNREFUSED");
  EXPECT_EQ(log()[1], "0..20 AAAA hub.test @192.0.2.1 ECONNREFUSED");
  EXPECT_EQ(took(), "40");
}

TEST_F(DnsSend, ClosedPortsEverywhereMeanNoServer) {
  world.servers[kFirst] = test::port_closed();
  EXPECT_TRUE(send().refused);
  EXPECT_EQ(took(), "40");
}

TEST_F(DnsSend, NoRouteToTheServer) {
  world.routes_everywhere = false;
  EXPECT_TRUE(send().refused);
  EXPECT_EQ(log()[0], "0..0 A hub.test @192.0.2.1 ENETUNREACH");
  EXPECT_EQ(log().size(), 2u);
}

TEST_F(DnsSend, OneFailureAndOneAnswerIsAnAnswer) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    if (asked.message.question->type == kTypeA)
      return std::vector{test::answer(asked, {"198.51.100.10"})};
    return std::vector{test::refuse(asked, Rcode::server_failure)};
  };
  const auto result = send();
  EXPECT_EQ(result.first->addresses.size(), 1u);
  EXPECT_FALSE(result.second);
  EXPECT_EQ(took(), "20");
}

TEST_F(DnsSend, FailureBeforeTheAnswerLeavesTheFirstEmpty) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    if (asked.message.question->type == kTypeAaaa) return std::vector{test::answer(asked, {})};
    return std::vector{test::refuse(asked, Rcode::server_failure)};
  };
  const auto result = send();
  EXPECT_FALSE(result.first);
  EXPECT_TRUE(result.second);
}

TEST_F(DnsSend, FailureAndSilenceGoToTheNextServerAfterTheTimeout) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    if (asked.message.question->type == kTypeAaaa) return std::vector<test::Reply>{};
    return std::vector{test::refuse(asked, Rcode::server_failure)};
  };
  EXPECT_FALSE(send().answered());
  EXPECT_EQ(took(), "10000");
}

TEST_F(DnsSend, OneAnswerOfTwoIsAskedForAgainOneByOneAndFromNewSockets) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    if (asked.message.question->type == kTypeAaaa) return std::vector<test::Reply>{};
    return std::vector{test::answer(asked, {"198.51.100.10"})};
  };
  const auto result = send();
  EXPECT_EQ(result.first->addresses.size(), 1u);
  EXPECT_FALSE(result.second);
  EXPECT_THAT(log(), ElementsAre("0..20 A hub.test @192.0.2.1 NOERROR",
                                 "0..5000 AAAA hub.test @192.0.2.1 silence",
                                 "5000..5020 A hub.test @192.0.2.1 NOERROR",
                                 "5020..10000 AAAA hub.test @192.0.2.1 silence",
                                 "10000..10020 A hub.test @192.0.2.1 NOERROR",
                                 "10020..15000 AAAA hub.test @192.0.2.1 silence"));
  EXPECT_TRUE(state.single_request_reopen);
}

TEST_F(DnsSend, ServerThatDropsTheSecondOfTwoQuestionsIsHelped) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    if (asked.number == 1) return std::vector<test::Reply>{};
    return std::vector{test::answer(asked, {"198.51.100.10", "2001:db8::10"})};
  };
  const auto result = send();
  EXPECT_TRUE(result.first && result.second);
  EXPECT_EQ(took(), "5040");
  EXPECT_TRUE(state.single_request);
  EXPECT_FALSE(state.single_request_reopen);
}

TEST_F(DnsSend, AnswersToOtherQuestionsAreIgnored) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    auto wrong_id = test::answer(asked, {"203.0.113.66"}, 1ms);
    wrong_id.data[0] ^= 0xff;
    auto wrong_name = test::answer(asked, {"203.0.113.66"}, 2ms);
    wrong_name.data[13] ^= 0x01;
    return std::vector{wrong_id, wrong_name, test::answer(asked, {"198.51.100.10"})};
  };
  const auto result = send();
  EXPECT_EQ(result.first->addresses[0].to_string(), "198.51.100.10");
  EXPECT_EQ(took(), "20");
}

TEST_F(DnsSend, OnlyForeignAnswersAreSilence) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    auto wrong_id = test::answer(asked, {"203.0.113.66"});
    wrong_id.data[0] ^= 0xff;
    return std::vector{wrong_id};
  };
  EXPECT_FALSE(send().answered());
  EXPECT_EQ(took(), "10000");
}

TEST_F(DnsSend, AnswerAfterItsTimeoutCountsInTheNextTry) {
  // Docker's embedded resolver with two dead upstream servers: SERVFAIL after 8 s.
  world.servers[kFirst] = [](const test::Asked& asked) {
    auto reply = test::refuse(asked, Rcode::server_failure);
    reply.after = 8s;
    return std::vector{reply};
  };
  EXPECT_FALSE(send().answered());
  EXPECT_EQ(took(), "8000");
  EXPECT_EQ(log()[2], "5000..8000 A hub.test @192.0.2.1 SERVFAIL");
}

TEST_F(DnsSend, RuntAnswersGoToTheNextServer) {
  world.servers[kFirst] = [](const test::Asked&) {
    return std::vector{test::Reply{20ms, Bytes{1, 2, 3}, {}}};
  };
  EXPECT_FALSE(send().answered());
  EXPECT_EQ(took(), "40");
}

TEST_F(DnsSend, LameReferralGoesToTheNextServer) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    auto reply = test::answer(asked, {});
    reply.data[3] &= 0x7f;  // no recursion available
    return std::vector{reply};
  };
  EXPECT_FALSE(send().answered());
  EXPECT_EQ(took(), "40");
}

TEST_F(DnsSend, TruncatedAnswersAreAskedForOverTcp) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    auto reply = test::answer(asked, {"198.51.100.10", "2001:db8::10"});
    if (!asked.tcp) reply.data[2] |= 0x02;
    return std::vector{reply};
  };
  const auto result = send();
  EXPECT_EQ(result.first->addresses.size(), 1u);
  EXPECT_EQ(result.second->addresses.size(), 1u);
  EXPECT_THAT(log(), ElementsAre("0..20 A hub.test @192.0.2.1 truncated",
                                 "0..20 AAAA hub.test @192.0.2.1 abandoned",
                                 "20..40 A hub.test @192.0.2.1 NOERROR",
                                 "20..40 AAAA hub.test @192.0.2.1 NOERROR"));
}

TEST_F(DnsSend, ResetOfTheTcpConnectionIsToleratedOnce) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    auto reply = test::answer(asked, {"198.51.100.10"});
    if (!asked.tcp) reply.data[2] |= 0x02;
    if (asked.tcp && asked.number < 4) {
      reply.error = make_error_code(boost::system::errc::connection_reset);
    }
    return std::vector{reply};
  };
  EXPECT_TRUE(send().answered());
  EXPECT_EQ(log()[2], "20..40 A hub.test @192.0.2.1 ECONNRESET");
  EXPECT_EQ(took(), "60");
}

TEST_F(DnsSend, RotationBeginsSomewhereAndGoesOnWithTheNextName) {
  config.servers = {kFirst, kSecond, kThird};
  config.rotate = true;
  for (const auto& server : config.servers) world.servers[server] = test::serves({"198.51.100.10"});
  state.rotation = 1;
  send();
  send();
  send();
  EXPECT_THAT(log(), ElementsAre(testing::HasSubstr("192.0.2.2"), testing::_,
                                 testing::HasSubstr("192.0.2.3"), testing::_,
                                 testing::HasSubstr("192.0.2.1"), testing::_));
}

}  // namespace
}  // namespace edge
