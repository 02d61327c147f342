// Requests and answers of time servers as bytes (RFC 5905).
#include <gmock/gmock.h>

#include "probe/attempt/ntp_message.hpp"

namespace edge::probe {
namespace {

constexpr NtpCookie kCookie{1, 2, 3, 4, 5, 6, 7, 8};

Bytes ntp_answer(std::uint8_t stratum, std::uint32_t seconds, std::uint8_t first = 0x24) {
  Bytes data(48, 0);
  data[0] = first;
  data[1] = stratum;
  std::copy(kCookie.begin(), kCookie.end(), data.begin() + 24);
  for (int i = 0; i < 4; ++i) data[40 + i] = static_cast<std::uint8_t>(seconds >> (24 - 8 * i));
  return data;
}

TEST(NtpMessage, ARequestTellsNoClockAndIsKnownAgain) {
  const Bytes request = ntp_request(kCookie);
  ASSERT_EQ(request.size(), 48u);
  EXPECT_EQ(request[0], 0x23);
  EXPECT_TRUE(std::equal(kCookie.begin(), kCookie.end(), request.begin() + 40));
}

TEST(NtpMessage, TheTimeIsOfTheRightEra) {
  const auto before = understand_ntp(ntp_answer(2, 4'004'985'600u), kCookie);  // 2026-11-30
  EXPECT_EQ(before->sent, WallTime{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30}});
  const auto after = understand_ntp(ntp_answer(2, 100), kCookie);  // 2036-02-07 06:28:16 and 100 s
  EXPECT_EQ(after->sent, WallTime{std::chrono::seconds{2'085'978'496 + 100}});
}

TEST(NtpMessage, KissCodesAndUnsynchronisedServersGiveNoTime) {
  Bytes kiss = ntp_answer(0, 1);
  std::copy_n("RATE", 4, kiss.begin() + 12);
  EXPECT_EQ(understand_ntp(kiss, kCookie)->refusal, "RATE");
  EXPECT_FALSE(understand_ntp(kiss, kCookie)->sent);
  EXPECT_EQ(understand_ntp(ntp_answer(2, 1, 0xe4), kCookie)->refusal, "unsynchronised");
  EXPECT_EQ(understand_ntp(ntp_answer(16, 1), kCookie)->refusal, "unsynchronised");
}

TEST(NtpMessage, WhatIsNoAnswerToTheRequestIsNone) {
  EXPECT_FALSE(understand_ntp(Bytes(47, 0x24), kCookie));
  EXPECT_FALSE(understand_ntp(ntp_answer(2, 1, 0x23), kCookie));
  EXPECT_FALSE(understand_ntp(ntp_answer(2, 1), NtpCookie{}));
}

}  // namespace
}  // namespace edge::probe
