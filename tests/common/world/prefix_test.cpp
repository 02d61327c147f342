#include "common/world/prefix.hpp"

#include <boost/asio/ip/address.hpp>
#include <gtest/gtest.h>

namespace edge {
namespace {

IpAddress ip(const char* text) { return boost::asio::ip::make_address(text); }

TEST(Prefix, ParsesAndPrints) {
  for (const auto* text : {"172.18.0.2/16", "0.0.0.0/0", "0.0.0.0/1", "10.0.0.1/32", "::/0",
                           "2001:db8::1/64", "2001:db8::1/128"}) {
    const auto prefix = parse_prefix(text);
    ASSERT_TRUE(prefix) << text;
    EXPECT_EQ(to_string(*prefix), text);
  }
  EXPECT_EQ(to_string(prefix_literal("10.0.0.1")), "10.0.0.1/32");
  EXPECT_EQ(to_string(prefix_literal("::1")), "::1/128");
}

TEST(Prefix, RefusesWhatIsMalformed) {
  using namespace std::string_view_literals;
  for (const auto text : {""sv, "/"sv, "/8"sv, "10.0.0.0/"sv, "10.0.0.0/33"sv, "10.0.0.0/-1"sv,
                          "10.0.0.0/8x"sv, "10.0.0.0/ 8"sv, "10.0.0.0/0008"sv, "10.0.0/8"sv,
                          "::/129"sv, "host/8"sv, "10.0.0.0\0/8"sv}) {
    const auto prefix = parse_prefix(text);
    ASSERT_TRUE(prefix.has_error()) << text;
    EXPECT_EQ(prefix.error(), boost::system::errc::invalid_argument);
  }
}

TEST(Prefix, TheFirstAndTheLastAddress) {
  const char* rows[][3] = {{"172.18.77.2/16", "172.18.0.0", "172.18.255.255"},
                           {"172.18.77.2/20", "172.18.64.0", "172.18.79.255"},
                           {"198.51.100.1/0", "0.0.0.0", "255.255.255.255"},
                           {"198.51.100.1/32", "198.51.100.1", "198.51.100.1"},
                           {"fd18::77:2/64", "fd18::", "fd18::ffff:ffff:ffff:ffff"},
                           {"fd18:0:0:ff::2/60", "fd18:0:0:f0::",
                            "fd18:0:0:ff:ffff:ffff:ffff:ffff"}};
  for (const auto& [text, first, last] : rows) {
    EXPECT_EQ(first_address(prefix_literal(text)), ip(first)) << text;
    EXPECT_EQ(last_address(prefix_literal(text)), ip(last)) << text;
  }
  EXPECT_EQ(to_string(network_of(prefix_literal("172.18.77.2/16"))), "172.18.0.0/16");
}

TEST(Prefix, OfOneAddress) {
  EXPECT_EQ(to_string(one_address(ip("198.51.100.1"))), "198.51.100.1/32");
  EXPECT_EQ(to_string(one_address(ip("2001:db8::1"))), "2001:db8::1/128");
  EXPECT_TRUE(one_address(ip("2001:db8::1")).is_one_address());
  EXPECT_FALSE(prefix_literal("2001:db8::1/32").is_one_address());
}

TEST(Prefix, TheNextAddress) {
  EXPECT_EQ(next_address(ip("172.18.0.255")), ip("172.18.1.0"));
  EXPECT_EQ(next_address(ip("fd18::ffff")), ip("fd18::1:0"));
  EXPECT_EQ(next_address(ip("255.255.255.255")), ip("255.255.255.255"));
}

struct Row {
  const char* prefix;
  const char* address;
  bool contained;
};

TEST(Prefix, Contains) {
  const Row rows[] = {
      {"0.0.0.0/0", "255.255.255.255", true},  {"0.0.0.0/0", "::1", false},
      {"::/0", "2001:db8::1", true},           {"::/0", "10.0.0.1", false},
      {"0.0.0.0/1", "127.255.255.255", true},  {"0.0.0.0/1", "128.0.0.0", false},
      {"128.0.0.0/1", "128.0.0.0", true},      {"172.18.0.2/16", "172.18.255.1", true},
      {"172.18.0.2/16", "172.19.0.2", false},  {"10.0.0.1/32", "10.0.0.1", true},
      {"10.0.0.1/32", "10.0.0.0", false},      {"10.0.0.2/31", "10.0.0.3", true},
      {"2001:db8::/33", "2001:db8:7fff::", true}, {"2001:db8::/33", "2001:db8:8000::", false},
      {"2001:db8::1/64", "2001:db8::ffff", true}, {"2001:db8::1/128", "2001:db8::2", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(prefix_literal(row.prefix).contains(ip(row.address)), row.contained)
        << row.prefix << " " << row.address;
  }
}

}  // namespace
}  // namespace edge
