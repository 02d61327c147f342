// Random loss, told from what begins, ends or refuses for good.
#include "probe/evidence/packet_loss.hpp"

#include <gtest/gtest.h>

#include "probe/evidence/slow_line.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;

const Endpoint kNameServer{boost::asio::ip::make_address("192.168.1.1"), 53};
const Endpoint kLossyHub{boost::asio::ip::make_address("203.0.113.10"), 5671};

Evidence queries(std::initializer_list<const char*> results, const char* type = "A") {
  ResolveDetail detail;
  Duration at{};
  for (const char* result : results) {
    detail.exchanges.push_back({kNameServer, type, "hub.test", result, at, at + 10ms});
    at += 1s;
  }
  Evidence seen;
  seen.number = 1;
  seen.detail = detail;
  return seen;
}

Evidence connect(Duration at, std::uint32_t retransmits, Answer answer, Duration rtt = 20ms) {
  ConnectTry made;
  made.peer = kLossyHub;
  made.answer = answer;
  made.begin = at;
  made.end = at + 1s;
  made.tcp.retransmits = retransmits;
  made.tcp.rtt = rtt;
  Evidence seen;
  seen.number = 2;
  seen.detail = ConnectDetail{{made}};
  return seen;
}

TEST(PacketLoss, NowAnAnswerNowNone) {
  const auto loss = packet_loss(
      {queries({"silence", "NOERROR", "silence", "silence", "NOERROR", "silence"})});
  EXPECT_TRUE(loss.is_random());
  EXPECT_EQ(loss.sent, 6);
  EXPECT_EQ(loss.lost, 4);
  EXPECT_EQ(loss.changes, 4);
  EXPECT_EQ(loss.evidence, std::vector{1});
}

TEST(PacketLoss, AServerThatFallsSilentForAllItIsAskedIsCutOffOnce) {
  const auto dies = {"NOERROR", "silence", "silence"};
  const auto loss = packet_loss({queries(dies, "A"), queries(dies, "AAAA")});
  EXPECT_EQ(loss.changes, 1);
  EXPECT_FALSE(loss.is_random());
}

TEST(PacketLoss, RepeatedSynsCountAsLost) {
  const auto loss = packet_loss({connect(0s, 2, Answer::accepted), connect(5s, 0, Answer::accepted),
                                 connect(9s, 3, Answer::silence)});
  EXPECT_EQ(loss.sent, 8);
  EXPECT_EQ(loss.lost, 6);
  EXPECT_EQ(loss.changes, 2);
}

TEST(PacketLoss, ALineSlowerThanTheFirstTimeoutLosesNothing) {
  EXPECT_EQ(packet_loss({connect(0s, 1, Answer::accepted, 1500ms)}).lost, 0);
}

TEST(PacketLoss, AFilterThatBeginsOrAPeerThatNeverAnswersIsNone) {
  EXPECT_FALSE(packet_loss({queries({"NOERROR", "NOERROR", "silence", "silence", "silence"})})
                   .is_random());
  EXPECT_EQ(packet_loss({queries({"silence", "silence", "silence"})}).sent, 0);
}

TEST(PacketLoss, AServerThatFailsNowAndThenMayDoSoByItself) {
  const auto one = queries({"SERVFAIL", "NOERROR", "SERVFAIL", "NOERROR", "SERVFAIL"});
  EXPECT_EQ(packet_loss({one}).lost, 3);
  EXPECT_FALSE(packet_loss({one}).is_random());
}

TEST(PacketLoss, AServerThatNeverAnswersOneTypeLosesNothing) {
  auto seen = queries({"NOERROR", "silence", "NOERROR", "silence", "NOERROR", "silence"});
  for (auto& one : std::get<ResolveDetail>(seen.detail).exchanges) {
    if (one.result == "silence") one.type = "AAAA";
  }
  EXPECT_EQ(packet_loss({seen}).lost, 0);
}

TEST(PacketLoss, WhatARouterRefusesIsNotLost) {
  auto seen = queries({"silence", "NOERROR", "silence", "NOERROR", "silence"});
  for (auto& one : std::get<ResolveDetail>(seen.detail).exchanges) {
    one.icmp = IcmpError{3, 1, kNameServer.address};
  }
  EXPECT_EQ(packet_loss({seen}).lost, 0);
}

TEST(PacketLoss, OfOneAddressAloneIsToldFromThatOfALine) {
  const auto lossy = {connect(0s, 2, Answer::accepted), connect(5s, 0, Answer::accepted),
                      connect(9s, 3, Answer::silence)};
  EXPECT_FALSE(packet_loss(lossy).spares_others());
  std::vector<Evidence> seen(lossy);
  seen.push_back(queries({"NOERROR", "NOERROR", "NOERROR", "NOERROR"}));
  const auto loss = packet_loss(seen);
  EXPECT_EQ(loss.alone, kLossyHub.address);
  EXPECT_EQ(loss.elsewhere, 4);
  EXPECT_TRUE(loss.spares_others());  // one in four is answered: all four, once in 256 runs
  seen.back() = queries({"NOERROR", "silence", "NOERROR", "NOERROR"});
  EXPECT_FALSE(packet_loss(seen).spares_others());
}

TEST(PacketLoss, AnAnswerThatIsLateIsNotOneToARepeatedSyn) {
  EXPECT_EQ(soonest_answers({connect(0s, 1, Answer::accepted, 1500ms)}).at(kLossyHub.address),
            1500ms);
  EXPECT_TRUE(soonest_answers({connect(0s, 1, Answer::accepted, 1020ms)}).empty());
  PathDetail trace;
  trace.target = kLossyHub;
  trace.hops = {{5, Answer::accepted, kLossyHub.address, {}, 1020ms}};  // 20 ms after the second
  Evidence seen;
  seen.detail = trace;
  EXPECT_TRUE(soonest_answers({seen}).empty());
}

}  // namespace
}  // namespace edge::probe
