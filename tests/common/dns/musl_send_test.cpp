// Who is asked when, and what counts as an answer: musl's src/network/res_msend.c as transcripts.
#include "common/dns/musl_send.hpp"

#include "tests/common/dns/dns_send_fixture.hpp"

namespace edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class MuslSend : public testing::Test {
 protected:
  musl::Answers send() {
    return world.run(
        musl::send_queries(world, "hub.test", config, release, world.now(), exchanges));
  }
  /// Each of "A" and "AAAA" that is answered.
  static std::string answered(const musl::Answers& answers) {
    return std::string(answers[0] ? "A" : "") + (answers[1] ? " AAAA" : "");
  }
  std::vector<std::string> log() const { return test::transcript(exchanges); }
  std::string took() const { return test::milliseconds(world.now() - Instant{}); }
  /// Answers A; AAAA as told.
  void answer_a_and(test::Server aaaa) {
    world.servers[kFirst] = [aaaa = std::move(aaaa)](const test::Asked& asked) {
      if (asked.message.question->type == kTypeAaaa) return aaaa(asked);
      return std::vector{test::answer(asked, {"198.51.100.10"})};
    };
  }

  test::ScriptedDnsWorld world;
  musl::Release release = musl::Release::v1_2_5;
  ResolverConfig config{.servers = {kFirst}};
  std::vector<DnsExchange> exchanges;
};

TEST_F(MuslSend, BothQuestionsAtOnce) {
  world.servers[kFirst] = test::serves({"198.51.100.10"});
  EXPECT_EQ(send()[0]->addresses.size(), 1u);
  EXPECT_THAT(log(), ElementsAre("0..20 A hub.test @192.0.2.1 NOERROR",
                                 "0..20 AAAA hub.test @192.0.2.1 NOERROR"));
}

TEST_F(MuslSend, SilenceTakesFiveSecondsAndIsAskedTwice) {
  EXPECT_EQ(answered(send()), "");
  EXPECT_EQ(took(), "5000");
  EXPECT_THAT(log(), ElementsAre("0..5000 A hub.test @192.0.2.1 silence",
                                 "0..5000 AAAA hub.test @192.0.2.1 silence",
                                 "2500..5000 A hub.test @192.0.2.1 silence",
                                 "2500..5000 AAAA hub.test @192.0.2.1 silence"));
}

TEST_F(MuslSend, AllServersAreAskedAtOnceThreeAtMost) {
  config.servers = {kFirst, kSecond, kThird, {kThird.address, 54}};
  send();
  EXPECT_EQ(took(), "5000");
  EXPECT_THAT(log(), SizeIs(12));
  EXPECT_EQ(log()[2], "0..5000 A hub.test @192.0.2.3 silence");
}

TEST_F(MuslSend, TimeoutIsOfAllOfItAndAttemptsDivideIt) {
  config.timeout = 6s;
  config.attempts = 3;
  send();
  EXPECT_EQ(took(), "6000");
  EXPECT_THAT(log(), SizeIs(6));
  EXPECT_EQ(log()[4], "4000..6000 A hub.test @192.0.2.1 silence");
}

TEST_F(MuslSend, AttemptsThatDoNotDivideTheTimeMakeOneMore) {
  config.attempts = 3;
  send();
  EXPECT_THAT(log(), SizeIs(8));
  EXPECT_EQ(log()[6], "4998..5000 A hub.test @192.0.2.1 silence");
}

TEST_F(MuslSend, NoTimeAsksNobody) {
  config.timeout = 0s;
  EXPECT_EQ(answered(send()), "");
  EXPECT_THAT(log(), IsEmpty());
}

TEST_F(MuslSend, NoAttemptsAreOne) {
  config.attempts = 0;
  send();
  EXPECT_EQ(took(), "5000");
  EXPECT_THAT(log(), SizeIs(2));
}

TEST_F(MuslSend, FirstServerToAnswerWins) {
  config.servers = {kFirst, kSecond};
  world.servers[kFirst] = test::always(Rcode::name_error);  // after 20 ms
  world.servers[kSecond] = [](const test::Asked& asked) {
    return std::vector{test::answer(asked, {"198.51.100.10"}, 21ms)};
  };
  const auto answers = send();
  EXPECT_EQ(answers[0]->rcode, Rcode::name_error);
  EXPECT_THAT(log(), ElementsAre("0..20 A hub.test @192.0.2.1 NXDOMAIN",
                                 "0..20 A hub.test @192.0.2.2 abandoned",
                                 "0..20 AAAA hub.test @192.0.2.1 NXDOMAIN",
                                 "0..20 AAAA hub.test @192.0.2.2 abandoned"));
}

TEST_F(MuslSend, SecondServerAnswersAtOnceWhenTheFirstIsSilent) {
  config.servers = {kFirst, kSecond};
  world.servers[kSecond] = test::serves({"198.51.100.10"});
  EXPECT_EQ(answered(send()), "A AAAA");
  EXPECT_EQ(took(), "20");
}

TEST_F(MuslSend, UnansweredAaaaTakesTheWholeTime) {
  answer_a_and(test::silent());
  EXPECT_EQ(answered(send()), "A");
  EXPECT_THAT(log(), ElementsAre("0..20 A hub.test @192.0.2.1 NOERROR",
                                 "0..5000 AAAA hub.test @192.0.2.1 silence",
                                 "2500..5000 AAAA hub.test @192.0.2.1 silence"));
}

TEST_F(MuslSend, ServerFailureIsRepeatedAtOnceFourTimesInAnInterval) {
  answer_a_and(test::always(Rcode::server_failure));
  EXPECT_EQ(answered(send()), "A");
  EXPECT_EQ(took(), "5000");
  EXPECT_THAT(log(), ElementsAre("0..20 A hub.test @192.0.2.1 NOERROR",
                                 "0..20 AAAA hub.test @192.0.2.1 SERVFAIL",
                                 "20..40 AAAA hub.test @192.0.2.1 SERVFAIL",
                                 "40..60 AAAA hub.test @192.0.2.1 SERVFAIL",
                                 "60..80 AAAA hub.test @192.0.2.1 SERVFAIL",
                                 "80..100 AAAA hub.test @192.0.2.1 SERVFAIL",
                                 "2500..2520 AAAA hub.test @192.0.2.1 SERVFAIL",
                                 "2520..2540 AAAA hub.test @192.0.2.1 SERVFAIL",
                                 "2540..2560 AAAA hub.test @192.0.2.1 SERVFAIL",
                                 "2560..2580 AAAA hub.test @192.0.2.1 SERVFAIL",
                                 "2580..2600 AAAA hub.test @192.0.2.1 SERVFAIL"));
}

TEST_F(MuslSend, FailureThatPassesIsNoticedAtOnce) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    if (asked.number < 3) return std::vector{test::refuse(asked, Rcode::server_failure)};
    return std::vector{test::answer(asked, {"198.51.100.10"})};
  };
  EXPECT_EQ(answered(send()), "A AAAA");
  EXPECT_EQ(took(), "60");
}

TEST_F(MuslSend, RefusalsAreAsIfLost) {
  for (const auto rcode : {Rcode::refused, Rcode::not_implemented, Rcode::format_error}) {
    exchanges.clear();
    world.servers[kFirst] = test::always(rcode);
    const auto begin = world.now();
    EXPECT_EQ(answered(send()), "");
    EXPECT_EQ(world.now() - begin, 5s);
    EXPECT_THAT(log(), SizeIs(4));
    EXPECT_EQ(exchanges[0].result, name_of(rcode));
  }
}

TEST_F(MuslSend, ClosedPortIsSilence) {
  world.servers[kFirst] = test::port_closed();
  EXPECT_EQ(answered(send()), "");
  EXPECT_EQ(took(), "5000");
  EXPECT_EQ(exchanges[0].result, "silence");
}

TEST_F(MuslSend, NoRouteIsAsIfLostToo) {
  world.routes_everywhere = false;
  EXPECT_EQ(answered(send()), "");
  EXPECT_EQ(took(), "5000");
  EXPECT_EQ(log()[0], "0..0 A hub.test @192.0.2.1 ENETUNREACH");
}

TEST_F(MuslSend, LateAnswerBelongsToTheOldestQuery) {
  // Docker's embedded resolver with one dead upstream server: SERVFAIL after 4 s.
  world.servers[kFirst] = [](const test::Asked& asked) {
    auto reply = test::refuse(asked, Rcode::server_failure);
    reply.after = 4s;
    return std::vector{reply};
  };
  EXPECT_EQ(answered(send()), "");
  EXPECT_EQ(took(), "5000");
  EXPECT_EQ(log()[0], "0..4000 A hub.test @192.0.2.1 SERVFAIL");
  EXPECT_EQ(log()[4], "4000..5000 A hub.test @192.0.2.1 silence");
}

TEST_F(MuslSend, ServersOfBothFamilies) {
  const Endpoint v6{boost::asio::ip::make_address("2001:db8::53"), 53};
  config.servers = {kFirst, v6};
  world.servers[v6] = test::serves({"198.51.100.10"});
  EXPECT_EQ(answered(send()), "A AAAA");
  EXPECT_EQ(log()[1], "0..20 A hub.test @2001:db8::53 NOERROR");
}

TEST_F(MuslSend, TruncatedAnswerIsAskedForOverTcp) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    auto reply = test::answer(asked, {"198.51.100.10", "2001:db8::10"});
    if (!asked.tcp && asked.message.question->type == kTypeA) reply.data[2] |= 0x02;
    return std::vector{reply};
  };
  const auto answers = send();
  EXPECT_EQ(answers[0]->addresses.size(), 1u);
  EXPECT_EQ(answers[1]->addresses.size(), 1u);
  EXPECT_THAT(log(), ElementsAre("0..20 A hub.test @192.0.2.1 truncated",
                                 "0..20 AAAA hub.test @192.0.2.1 NOERROR",
                                 "20..40 A hub.test @192.0.2.1 NOERROR"));
}

TEST_F(MuslSend, Musl123UsesTheTruncatedAnswer) {
  release = musl::Release::v1_2_3;
  world.servers[kFirst] = [](const test::Asked& asked) {
    auto reply = test::answer(asked, {"198.51.100.10"});
    reply.data[2] |= 0x02;
    return std::vector{reply};
  };
  EXPECT_EQ(send()[0]->addresses.size(), 1u);
  EXPECT_THAT(log(), ElementsAre("0..20 A hub.test @192.0.2.1 NOERROR",
                                 "0..20 AAAA hub.test @192.0.2.1 NOERROR"));
}

TEST_F(MuslSend, DatagramLongerThanTheRoomForItIsTruncatedToo) {
  std::vector<std::string> many(300, "198.51.100.10");
  world.servers[kFirst] = test::serves(many);  // 16 bytes each, and 26
  send();
  EXPECT_EQ(exchanges[0].result, "truncated");
  EXPECT_THAT(log(), SizeIs(3));
}

TEST_F(MuslSend, SilenceOverTcpEndsWithTheSameFiveSeconds) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    auto reply = test::answer(asked, {"198.51.100.10"});
    reply.data[2] |= 0x02;
    return asked.tcp ? std::vector<test::Reply>{} : std::vector{reply};
  };
  EXPECT_EQ(answered(send()), "");
  EXPECT_EQ(took(), "5000");
  EXPECT_EQ(log()[2], "20..5000 A hub.test @192.0.2.1 silence");
}

TEST_F(MuslSend, WhatGoesWrongOverTcpEndsItAtOnce) {
  for (const bool reset : {true, false}) {
    exchanges.clear();
    world.servers[kFirst] = [reset](const test::Asked& asked) {
      auto reply = test::answer(asked, {"198.51.100.10"});
      if (!asked.tcp) reply.data[2] |= 0x02;
      if (asked.tcp) reply.data[3] |= 0x02;  // SERVFAIL
      if (asked.tcp && reset) {
        reply.error = make_error_code(boost::system::errc::connection_reset);
      }
      return std::vector{reply};
    };
    const auto begin = world.now();
    EXPECT_EQ(answered(send()), "");
    EXPECT_EQ(world.now() - begin, 40ms);
    EXPECT_EQ(exchanges[2].result, reset ? "ECONNRESET" : "SERVFAIL");
  }
}

TEST_F(MuslSend, OnlySenderAndNumberSayWhoseAnswerItIs) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    auto foreign = test::answer(asked, {"203.0.113.66"}, 1ms);
    foreign.from = kSecond;
    auto wrong_id = test::answer(asked, {"203.0.113.66"}, 2ms);
    wrong_id.data[0] ^= 0xff;
    auto short_one = test::answer(asked, {}, 3ms);
    short_one.data.resize(3);
    auto other_name = test::answer(asked, {"198.51.100.10"});
    other_name.data[13] ^= 0x01;
    return std::vector{foreign, wrong_id, short_one, other_name};
  };
  const auto answers = send();
  EXPECT_EQ(took(), "20");
  EXPECT_EQ(answers[0]->addresses[0].to_string(), "198.51.100.10");
}

TEST_F(MuslSend, RuntIsAnEmptyAnswer) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    auto runt = test::answer(asked, {"198.51.100.10"});
    runt.data.resize(5);
    return std::vector{runt};
  };
  EXPECT_THAT(send()[0]->addresses, IsEmpty());
  EXPECT_EQ(took(), "20");
}

TEST_F(MuslSend, FloodOfFailuresIsRepeatedFourTimesOnly) {
  world.servers[kFirst] = [](const test::Asked& asked) {
    return std::vector<test::Reply>(1000, test::refuse(asked, Rcode::server_failure));
  };
  send();
  EXPECT_THAT(log(), SizeIs(12));
}

}  // namespace
}  // namespace edge
