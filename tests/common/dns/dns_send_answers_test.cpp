// What glibc's resolv/res_send.c makes of answers: halves, foreign ones, late, truncated.
#include "tests/common/dns/dns_send_fixture.hpp"

namespace edge {
namespace {

using testing::ElementsAre;

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
    return std::vector{test::Reply{20ms, Bytes{1, 2, 3}, {}, {}}};
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

/// res_send.c: RES_USEVC, and one round of all servers, as after a truncated answer.
TEST_F(DnsSend, UseVcAsksByTcpFromTheFirstQueryOn) {
  config.use_vc = true;
  world.servers[kFirst] = [](const test::Asked& asked) {
    if (!asked.tcp) return std::vector<test::Reply>{};
    return std::vector{test::answer(asked, {"198.51.100.10"})};
  };
  EXPECT_TRUE(send().answered());
  EXPECT_THAT(log(), ElementsAre("0..20 A hub.test @192.0.2.1 NOERROR",
                                 "0..20 AAAA hub.test @192.0.2.1 NOERROR"));
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

}  // namespace
}  // namespace edge
