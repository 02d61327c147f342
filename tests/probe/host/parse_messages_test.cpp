// rtnetlink's messages, whole and broken: what is short or odd gives less, never a crash.
#include "probe/host/parse_messages.hpp"

#include <gtest/gtest.h>
#include <linux/fib_rules.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <random>

#include "common/world/real/netlink_attributes.hpp"

namespace edge::probe::test {
namespace {

std::string address_bytes(const char* text) {
  return bytes_of(boost::asio::ip::make_address_v4(text).to_bytes());
}

std::string route_message() {
  rtmsg header{};
  header.rtm_family = AF_INET;
  header.rtm_dst_len = 1;
  header.rtm_table = RT_TABLE_MAIN;
  header.rtm_type = RTN_UNICAST;
  std::string body = bytes_of(header);
  add_attribute(body, RTA_DST, address_bytes("128.0.0.0"));
  add_attribute(body, RTA_GATEWAY, address_bytes("10.8.0.1"));
  add_attribute(body, RTA_OIF, bytes_of(4));
  add_attribute(body, RTA_TABLE, bytes_of(std::uint32_t{51820}));
  return body;
}

std::string rule_message() {
  fib_rule_hdr header{};
  header.family = AF_INET;
  header.src_len = 16;
  header.action = FR_ACT_TO_TBL;
  std::string body = bytes_of(header);
  add_attribute(body, FRA_PRIORITY, bytes_of(std::uint32_t{5270}));
  add_attribute(body, FRA_TABLE, bytes_of(std::uint32_t{52}));
  add_attribute(body, FRA_SRC, address_bytes("172.18.0.0"));
  add_attribute(body, FRA_SUPPRESS_PREFIXLEN, bytes_of(0xffffffffu));
  return body;
}

std::string link_message(const std::string& name) {
  ifinfomsg header{};
  header.ifi_index = 3;
  std::string body = bytes_of(header), info;
  add_attribute(body, IFLA_IFNAME, name + '\0');
  add_attribute(info, IFLA_INFO_KIND, std::string("bridge\0", 7));
  add_attribute(body, IFLA_LINKINFO, info);
  return body;
}

TEST(HostMessages, ARoute) {
  const auto route = parse_route(route_message());
  ASSERT_TRUE(route);
  EXPECT_EQ(route_text({}, *route),
            "128.0.0.0/1 via 10.8.0.1 dev interface 4, which is gone table 51820");
}

TEST(HostMessages, ARule) {
  const auto rule = parse_rule(rule_message());
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule_text(*rule), "5270: from 172.18.0.0/16 lookup 52");
}

TEST(HostMessages, ALinkWithAHostileName) {
  HostState state;
  state.links.push_back(*parse_link(link_message("a\x1b[31m")));
  EXPECT_EQ(state.links[0].kind, "bridge");
  EXPECT_EQ(name_text(state, 3), "a\\x1b[31m");
}

TEST(HostMessages, AnotherFamilyIsNothing) {
  std::string body = route_message();
  body[0] = AF_MPLS;
  EXPECT_FALSE(parse_route(body));
}

TEST(HostMessages, EveryLengthAndAnyBytes) {
  std::mt19937 engine(20171128);
  for (const auto& whole : {route_message(), rule_message(), link_message("br-edge")}) {
    for (int i = 0; i < 20'000; ++i) {
      std::string body = whole.substr(0, engine() % (whole.size() + 1));
      for (auto flips = engine() % 4; flips > 0 && !body.empty(); --flips) {
        body[engine() % body.size()] = static_cast<char>(engine());
      }
      if (const auto route = parse_route(body)) {
        EXPECT_LE(route->destination.length, 32);
        EXPECT_FALSE(route_text({}, *route).empty());
      }
      if (const auto rule = parse_rule(body)) EXPECT_FALSE(rule_text(*rule).empty());
      parse_link(body);
      parse_interface_address(body);
      parse_neighbour(body);
    }
  }
}

}  // namespace
}  // namespace edge::probe::test
