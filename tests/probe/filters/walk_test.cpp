// A packet's way through chains, where something on it cannot be read. What real packets meet:
// tests/cli/host_filter_kernel_test.py.
#include "probe/filters/walk.hpp"

#include <gtest/gtest.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>

namespace edge::probe::test {
namespace {

FilterExpression verdict(int code, std::string chain = {}) {
  FilterExpression one{.op = FilterOp::verdict, .name = "immediate"};
  one.key = code;
  one.target = std::move(chain);
  return one;
}

const FilterExpression kLimit{.op = FilterOp::unreadable, .name = "limit"};

FilterRule rule(std::vector<FilterExpression> expressions) {
  FilterRule one;
  one.expressions = std::move(expressions);
  return one;
}

struct Filters {
  Ruleset rules;

  Filters() {
    FilterTable table;
    table.family = NFPROTO_IPV4;
    table.name = "filter";
    rules.tables.push_back(std::move(table));
    chain("forward").base = BaseHook{NF_INET_FORWARD, 0, ChainKind::filter};
  }

  FilterChain& chain(const std::string& name) {
    FilterChain& one = rules.tables[0].chains[name];
    one.name = name;
    return one;
  }
  void add(const std::string& name, std::vector<FilterExpression> expressions) {
    chain(name).rules.push_back(rule(std::move(expressions)));
  }

  FilterWay walk(const char* source = "172.18.0.2", const char* to = "198.51.100.20") const {
    const auto address = [](const char* text) { return boost::asio::ip::make_address(text); };
    FilterPacket packet = make_packet(IPPROTO_TCP, {address(source), address(to), 0, 5671},
                                      PacketKind::opens);
    packet.address_type = [](const boost::asio::ip::address&) { return RTN_UNICAST; };
    return walk_hook(rules, NF_INET_FORWARD, packet);
  }
  FilterWay walk_ipv6() const { return walk("fd18::2", "2001:db8::20"); }
};

TEST(FilterWalk, ADropIsCertain) {
  Filters filters;
  filters.add("forward", {verdict(NF_DROP)});
  const auto way = filters.walk();
  ASSERT_TRUE(way.stopped);
  EXPECT_TRUE(way.certain);
}

TEST(FilterWalk, ATableIsOfItsFamilyOrOfBoth) {
  Filters filters;
  filters.add("forward", {verdict(NF_DROP)});
  filters.rules.tables[0].family = NFPROTO_IPV4;
  EXPECT_TRUE(filters.walk().stopped);
  EXPECT_FALSE(filters.walk_ipv6().stopped);
  filters.rules.tables[0].family = NFPROTO_IPV6;
  EXPECT_FALSE(filters.walk().stopped);
  EXPECT_TRUE(filters.walk_ipv6().stopped);
  filters.rules.tables[0].family = NFPROTO_INET;
  EXPECT_TRUE(filters.walk().stopped);
  EXPECT_TRUE(filters.walk_ipv6().stopped);
}

TEST(FilterWalk, ARuleThatMayHaveAcceptedMakesItUncertain) {
  Filters filters;
  filters.chain("forward").drops = true;
  filters.add("forward", {kLimit, verdict(NF_ACCEPT)});
  const auto way = filters.walk();
  ASSERT_TRUE(way.stopped);
  EXPECT_FALSE(way.certain);
  ASSERT_EQ(way.steps.size(), 2u);
  EXPECT_EQ(way.steps[0].outcome.unread, "limit");
}

TEST(FilterWalk, ARuleThatMayDropStopsNothing) {
  Filters filters;
  filters.add("forward", {kLimit, verdict(NF_DROP)});
  const auto way = filters.walk();
  EXPECT_FALSE(way.stopped);
  EXPECT_EQ(way.may_stop.size(), 1u);
}

TEST(FilterWalk, BehindAJumpThatMayBeTakenNothingIsDecided) {
  Filters filters;
  filters.add("other", {verdict(NF_DROP)});
  filters.add("forward", {kLimit, verdict(NFT_JUMP, "other")});
  const auto way = filters.walk();
  EXPECT_FALSE(way.stopped);
  EXPECT_EQ(way.may_stop.size(), 1u);
}

TEST(FilterWalk, AReturnThatMayBeTakenLeavesTheRestOpen) {
  Filters filters;
  filters.add("other", {kLimit, verdict(NFT_RETURN)});
  filters.add("other", {verdict(NF_DROP)});
  filters.add("forward", {verdict(NFT_JUMP, "other")});
  const auto way = filters.walk();
  EXPECT_FALSE(way.stopped);
  EXPECT_EQ(way.may_stop.size(), 1u);
}

TEST(FilterWalk, AProgramDecides) {
  Filters filters;
  filters.add("forward", {{.op = FilterOp::queue, .name = "queue"}});
  const auto way = filters.walk();
  EXPECT_FALSE(way.stopped);
  EXPECT_EQ(way.may_stop.size(), 1u);
}

TEST(FilterWalk, ASetThatWasNotReadIsUnknown) {
  Filters filters;
  FilterExpression lookup{.op = FilterOp::lookup, .name = "lookup"};
  lookup.target = "hubs";
  filters.rules.tables[0].sets["hubs"] = {.key_bytes = 4};
  filters.add("forward", {lookup, verdict(NF_DROP)});
  const auto way = filters.walk();
  EXPECT_FALSE(way.stopped);
  EXPECT_EQ(way.may_stop.size(), 1u);
}

TEST(FilterWalk, ChainsThatJumpInCirclesEnd) {
  Filters filters;
  for (int i = 0; i < 4; ++i) filters.add("forward", {kLimit, verdict(NFT_JUMP, "forward")});
  filters.add("forward", {verdict(NF_DROP)});
  const auto way = filters.walk();
  EXPECT_TRUE(way.too_long);
  EXPECT_FALSE(way.stopped && way.certain);
}

TEST(FilterWalk, TheTrailNamesTheChains) {
  Filters filters;
  filters.add("deep", {verdict(NF_DROP)});
  filters.add("other", {verdict(NFT_JUMP, "deep")});
  filters.add("forward", {verdict(NFT_JUMP, "other")});
  const auto way = filters.walk();
  ASSERT_TRUE(way.stopped);
  ASSERT_EQ(way.stopped->trail.size(), 3u);
  EXPECT_EQ(way.stopped->trail[2]->name, "deep");
  EXPECT_EQ(way.stopped->base().name, "forward");
}

}  // namespace
}  // namespace edge::probe::test
