#include "simulator/hub/message_numbers.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace edge::sim {
namespace {

std::uint64_t missing_of(const std::vector<std::uint64_t>& arrived) {
  MessageNumbers numbers;
  for (const auto number : arrived) numbers.add(number);
  return numbers.missing();
}

TEST(MessageNumbers, WhatLiesBetweenAndNeverCameIsMissing) {
  const std::pair<std::vector<std::uint64_t>, std::uint64_t> cases[] = {
      {{}, 0},
      {{5}, 0},
      {{1, 2, 3}, 0},
      {{1, 2, 5, 9}, 5},
      {{3, 2, 1}, 0},              // in any order
      {{1, 3, 5, 4, 2}, 0},        // late, each gap closed
      {{1, 1, 2, 2, 4, 4}, 1},     // sent twice
      {{10, 1}, 8},
  };
  for (const auto& [arrived, missing] : cases) EXPECT_EQ(missing_of(arrived), missing);
}

TEST(MessageNumbers, OfManyGapsTheLowestStayAsTheyAre) {
  MessageNumbers numbers;
  constexpr std::uint64_t kSent = MessageNumbers::kMostRanges + 10;
  for (std::uint64_t i = 0; i < kSent; ++i) numbers.add(2 * i);
  EXPECT_EQ(numbers.missing(), kSent - 1);
  numbers.add(1);  // too late for this one
  EXPECT_EQ(numbers.missing(), kSent - 1);
  numbers.add(2 * kSent - 3);
  EXPECT_EQ(numbers.missing(), kSent - 2);
}

TEST(NumberedTelemetry, EachSenderHasItsOwnNumbers) {
  NumberedTelemetry telemetry;
  const auto take = [&](const std::string& device, const std::string& number) {
    MessageFields message;
    message.properties[kNumberProperty] = number;
    telemetry.take({device, {}}, message);
    return telemetry.lost();
  };
  for (const std::string odd : {"", "-1", "1.5", "0x7", " 7", "1000000000001"}) {
    EXPECT_EQ(take("a", odd), std::nullopt) << odd;
  }
  EXPECT_EQ(take("a", "1"), 0);
  EXPECT_EQ(take("b", "5"), 0);
  EXPECT_EQ(take("b", "7"), 1);
  EXPECT_EQ(take("a", "4"), 3);
  EXPECT_EQ(take("a", "3"), 2);
  EXPECT_EQ(take("a", "1000000000000"), 1'000'000);
}

}  // namespace
}  // namespace edge::sim
