#include "common/base/quantity.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

TEST(Quantity, ABitRateIsRoundedToAWholeNumber) {
  EXPECT_EQ(parse_bit_rate("300bit"), 300u);
  EXPECT_EQ(parse_bit_rate("512kbit"), 512'000u);
  EXPECT_EQ(parse_bit_rate("2.5Mbit"), 2'500'000u);
  EXPECT_EQ(parse_bit_rate("1.0006kbit"), 1'001u);
  EXPECT_EQ(parse_bit_rate("1.001kbit"), 1'001u);  // the product is 1000.9999999999999
  EXPECT_EQ(parse_bit_rate("1000Gbit"), 1'000'000'000'000u);
  EXPECT_EQ(parse_bit_rate("0bit"), 0u);
}

TEST(Quantity, OtherTextsAreNoBitRate) {
  for (const auto* text : {"", "bit", "512", "512kbit/s", "512Kbit", ".5Mbit", "-1bit", "infbit",
                           "1e3bit", "1001Gbit", "2Tbit"}) {
    EXPECT_FALSE(parse_bit_rate(text)) << text;
  }
}

TEST(Quantity, ABitRateIsWrittenAsItIsRead) {
  for (const auto* text : {"0bit", "999bit", "1500bit", "512kbit", "10Mbit", "1001Mbit", "1Gbit"}) {
    EXPECT_EQ(bit_rate_text(parse_bit_rate(text).value()), text);
  }
}

}  // namespace
}  // namespace edge
