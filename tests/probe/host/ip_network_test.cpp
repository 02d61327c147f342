// Networks of both families.
#include "probe/host/ip_network.hpp"

#include <gtest/gtest.h>

#include "tests/probe/host/host_support.hpp"

namespace edge::probe::test {
namespace {

TEST(IpNetwork, ItsFirstAddress) {
  EXPECT_EQ(net("172.18.77.2/16").canonical().to_string(), "172.18.0.0/16");
  EXPECT_EQ(net("172.18.77.2/20").network().to_string(), "172.18.64.0");
  EXPECT_EQ(net("fd18::77:2/64").canonical().to_string(), "fd18::/64");
  EXPECT_EQ(net("fd18:0:0:ff::2/60").network().to_string(), "fd18:0:0:f0::");
  EXPECT_EQ(net("198.51.100.1/0").network().to_string(), "0.0.0.0");
}

TEST(IpNetwork, NoneHasAddressesOfTheOtherFamily) {
  EXPECT_TRUE(net("0.0.0.0/0").contains(v4("198.51.100.1")));
  EXPECT_FALSE(net("0.0.0.0/0").contains(v4("2001:db8::1")));
  EXPECT_FALSE(net("::/0").contains(v4("198.51.100.1")));
  EXPECT_TRUE(net("fd18::/64").contains(v4("fd18::ffff")));
  EXPECT_FALSE(net("fd18::/64").contains(v4("fd18:0:0:1::")));
}

TEST(IpNetwork, LengthsBeyondTheAddressAreCut) {
  EXPECT_TRUE(IpNetwork(v4("198.51.100.1"), 128).is_one_address());
  EXPECT_TRUE(IpNetwork(v4("2001:db8::1"), 128).is_one_address());
  EXPECT_FALSE(IpNetwork(v4("2001:db8::1"), 32).is_one_address());
}

TEST(IpNetwork, TheNextAddress) {
  EXPECT_EQ(next_address(v4("172.18.0.255")).to_string(), "172.18.1.0");
  EXPECT_EQ(next_address(v4("fd18::ffff")).to_string(), "fd18::1:0");
  EXPECT_EQ(next_address(v4("255.255.255.255")).to_string(), "255.255.255.255");
}

TEST(IpNetwork, WhatDoesADefaultRoutesWork) {
  for (const char* wide : {"0.0.0.0/0", "128.0.0.0/1", "::/0", "2000::/3", "3000::/4"}) {
    EXPECT_TRUE(is_wide(net(wide))) << wide;
  }
  for (const char* narrow : {"10.0.0.0/8", "2001:db8::/32"}) {
    EXPECT_FALSE(is_wide(net(narrow))) << narrow;
  }
}

}  // namespace
}  // namespace edge::probe::test
