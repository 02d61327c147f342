// What is known of bytes, and what follows from it.
#include "probe/filters/known_bits.hpp"

#include <gtest/gtest.h>

namespace edge::probe::test {
namespace {

/// A port of which only the highest bit is known: 32768 or more.
const KnownBits kOwnPort{std::string("\x80\0", 2), std::string("\x80\0", 2)};

TEST(KnownBitsTest, ThreeAnswers) {
  EXPECT_EQ(!Truth::unknown, Truth::unknown);
  EXPECT_EQ(Truth::no && Truth::unknown, Truth::no);
  EXPECT_EQ(Truth::yes && Truth::unknown, Truth::unknown);
  EXPECT_EQ(Truth::yes || Truth::unknown, Truth::yes);
  EXPECT_EQ(Truth::no || Truth::unknown, Truth::unknown);
}

TEST(KnownBitsTest, OneKnownBitMayBeEnough) {
  EXPECT_EQ(kOwnPort.equals("\x16\x27"), Truth::no);  // 5671
  EXPECT_EQ(kOwnPort.equals("\x9c\x40"), Truth::unknown);
  EXPECT_EQ(kOwnPort.between("\x10\x10", "\x16\x27"), Truth::no);
  EXPECT_EQ(kOwnPort.between("\x10\x10", "\xff\xff"), Truth::yes);
  EXPECT_EQ(kOwnPort.between("\x10\x10", "\x90\x90"), Truth::unknown);
}

TEST(KnownBitsTest, WhatAMaskLeavesOutIsKnown) {
  const KnownBits masked = kOwnPort.masked(std::string("\x80\0", 2), std::string("\0\x01", 2));
  EXPECT_TRUE(masked.all_known());
  EXPECT_EQ(masked.equals("\x80\x01"), Truth::yes);
}

TEST(KnownBitsTest, BehindItsEndAreZeros) {
  const KnownBits name = KnownBits::all("br-edge");
  EXPECT_EQ(name.part(0, 16).equals(std::string("br-edge\0\0\0\0\0\0\0\0\0", 16)), Truth::yes);
  EXPECT_EQ(name.part(0, 3).equals("br-"), Truth::yes);
  EXPECT_EQ(name.part(40, 2).equals(std::string(2, '\0')), Truth::yes);
}

}  // namespace
}  // namespace edge::probe::test
