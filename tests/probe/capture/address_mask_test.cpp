// Which of an address stays when others stand in the place of a site's.
#include "probe/capture/address_mask.hpp"

#include <gtest/gtest.h>

#include <random>

namespace edge::probe {
namespace {

AddressV4 address(std::uint32_t number) { return AddressV4(number); }

int common_bits(const AddressV4& a, const AddressV4& b) {
  int bits = 0;
  while (bits < 32 && ((a.to_uint() ^ b.to_uint()) >> (31 - bits)) == 0) ++bits;
  return bits;
}

TEST(AddressMask, WithoutACoinAddressesStay) {
  AddressMask mask;
  EXPECT_EQ(mask(boost::asio::ip::make_address_v4("198.51.100.20")).to_string(), "198.51.100.20");
}

TEST(AddressMask, WhatTwoHaveInCommonTheyHaveAfterwards) {
  std::mt19937 numbers(2017);
  AddressMask mask([&] { return (numbers() & 1) != 0; });
  for (int i = 0; i < 2000; ++i) {
    // Public ones: of each kind of private addresses the first bits stay, too.
    const auto a = address(0x2e000000 | (numbers() & 0xffffff));
    const auto b = address(a.to_uint() ^ (1u << (numbers() % 24)));
    EXPECT_EQ(common_bits(mask(a).to_v4(), mask(b).to_v4()), common_bits(a, b));
  }
}

TEST(AddressMask, PrivateStaysPrivateAndTheLastEightBitsStay) {
  int heads = 0;
  AddressMask mask([&] { return ++heads > 0; });  // turns each bit that may be
  const auto masked = [&](const char* text) {
    return mask(boost::asio::ip::make_address_v4(text)).to_string();
  };
  EXPECT_EQ(masked("192.168.7.2"), "192.168.248.2");
  EXPECT_EQ(masked("172.18.0.2"), "172.29.255.2");
  EXPECT_EQ(masked("10.8.0.6"), "10.247.255.6");
  EXPECT_EQ(masked("100.64.0.6"), "100.127.255.6");
  EXPECT_EQ(masked("127.0.0.53"), "127.0.0.53");
  EXPECT_EQ(to_string(mask(prefix_literal("172.18.0.0/16"))), "172.29.0.0/16");
  EXPECT_EQ(to_string(mask(prefix_literal("128.0.0.0/1"))), "128.0.0.0/1");
}

}  // namespace
}  // namespace edge::probe
