// The walk over rules and tables, by the kernel's rules for them.
#include <gtest/gtest.h>

#include "tests/probe/host/host_support.hpp"

namespace edge::probe::test {
namespace {

const Lookup kOut{v4("172.18.0.2"), v4("198.51.100.20"), kBridge, 5671, 0};

std::string decided(const HostState& state, const Lookup& packet = kOut) {
  const Decision decision = look_up(state, packet);
  return decision.route ? route_text(state, *decision.route) : "nothing";
}

TEST(HostLookup, TheLongestPrefixThenTheLowestMetric) {
  HostState state = healthy_host();
  EXPECT_EQ(decided(state), "default via 192.168.7.1 dev eth0");
  state.routes.push_back(route_by("128.0.0.0/1", kTun0, "10.8.0.1"));
  EXPECT_EQ(decided(state), "128.0.0.0/1 via 10.8.0.1 dev tun0");
  state.routes.push_back(route_by("128.0.0.0/1", kEth0, "192.168.7.1"));
  state.routes[3].metric = 50;
  EXPECT_EQ(decided(state), "128.0.0.0/1 via 192.168.7.1 dev eth0");
}

TEST(HostLookup, ADeadNextHopDoesNotCount) {
  HostState state = healthy_host();
  state.routes.push_back(route_by("128.0.0.0/1", kTun0, "10.8.0.1"));
  state.routes.back().hops.front().dead = true;
  EXPECT_EQ(decided(state), "default via 192.168.7.1 dev eth0");
}

TEST(HostLookup, RulesInTheirOrderUntilOneDecides) {
  HostState state = healthy_host();
  state.rules.insert(state.rules.begin() + 1, rule_to(220, 220));
  EXPECT_EQ(decided(state), "default via 192.168.7.1 dev eth0");
  state.routes.push_back(route_by("0.0.0.0/0", kTun0, nullptr, 220));
  EXPECT_EQ(decided(state), "default dev tun0 table 220");
  state.routes.push_back(route_by("198.51.100.20/32", 0, nullptr, 220));
  state.routes.back().type = RTN_THROW;
  EXPECT_EQ(decided(state), "default via 192.168.7.1 dev eth0");
  EXPECT_EQ(look_up(state, kOut).steps[1].end, StepEnd::passes_on);
}

TEST(HostLookup, WgQuicksTwoRules) {
  HostState state = healthy_host();
  HostRule local = rule_to(32764, RT_TABLE_MAIN), unmarked = rule_to(32765, 51820);
  local.suppress_length = 0;
  unmarked.invert = true;
  unmarked.mark = 51820;
  unmarked.mark_mask = 0xffffffff;
  state.rules.insert(state.rules.begin() + 1, {local, unmarked});
  state.routes.push_back(route_by("0.0.0.0/0", kTun0, nullptr, 51820));
  EXPECT_EQ(decided(state), "default dev tun0 table 51820");
  EXPECT_EQ(look_up(state, kOut).steps[1].end, StepEnd::suppressed);
  EXPECT_EQ(rule_text(unmarked), "32765: not from all fwmark 0xca6c lookup 51820");
  EXPECT_EQ(decided(state, {v4("198.51.100.20"), v4("172.18.0.2"), kTun0, 0, 5671}),
            "172.18.0.0/16 dev br-edge");
}

TEST(HostLookup, WhatARuleSelectsBy) {
  struct Selector {
    const char* what;
    void (*set)(HostRule&);
    bool holds;
  };
  const Selector selectors[] = {
      {"source", [](HostRule& rule) { rule.source = net("172.18.0.0/16"); }, true},
      {"other source", [](HostRule& rule) { rule.source = net("172.19.0.0/16"); }, false},
      {"destination", [](HostRule& rule) { rule.destination = net("198.51.100.0/24"); }, true},
      {"iif", [](HostRule& rule) { rule.in_link = "br-edge"; }, true},
      {"other iif", [](HostRule& rule) { rule.in_link = "lo"; }, false},
      {"oif", [](HostRule& rule) { rule.out_link = "eth0"; }, false},
      {"a mark", [](HostRule& rule) { rule.mark = rule.mark_mask = 1; }, false},
      {"no mark", [](HostRule& rule) { rule.mark_mask = 1; }, true},
      {"TCP", [](HostRule& rule) { rule.protocol = 6; }, true},
      {"UDP", [](HostRule& rule) { rule.protocol = 17; }, false},
      {"ports", [](HostRule& rule) { rule.ports = std::pair(5000, 6000); }, true},
      {"other ports", [](HostRule& rule) { rule.ports = std::pair(443, 443); }, false}};
  for (const Selector& selector : selectors) {
    SCOPED_TRACE(selector.what);
    for (const bool invert : {false, true}) {
      HostState state = healthy_host();
      HostRule rule = rule_to(100, 100);
      selector.set(rule);
      rule.invert = invert;
      state.rules.insert(state.rules.begin() + 1, rule);
      state.routes.push_back(route_by("0.0.0.0/0", kTun0, nullptr, 100));
      EXPECT_EQ(look_up(state, kOut).out_link(), selector.holds != invert ? kTun0 : kEth0);
    }
  }
}

TEST(HostLookup, GotoAndRulesThatForbid) {
  HostState state = healthy_host();
  HostRule jump{.priority = 10, .action = FR_ACT_GOTO};
  jump.target = 32766;
  const HostRule forbid{.priority = 20, .action = FR_ACT_PROHIBIT};
  state.rules.insert(state.rules.begin() + 1, {jump, forbid});
  EXPECT_EQ(look_up(state, kOut).out_link(), kEth0);
  state.rules.erase(state.rules.begin() + 1);
  EXPECT_TRUE(look_up(state, kOut).forbidden());
  EXPECT_EQ(rule_text(forbid), "20: from all prohibit");
}

TEST(HostLookup, ASuppressedRuleStillForbids) {
  HostState state = healthy_host();
  state.routes.front().type = RTN_BLACKHOLE;
  state.routes.front().hops.clear();
  state.rules[1].suppress_length = 0;
  EXPECT_TRUE(look_up(state, kOut).forbidden());
}

TEST(HostLookup, WhatDoesADefaultRoutesWork) {
  for (const char* wide : {"0.0.0.0/0", "128.0.0.0/1", "::/0", "2000::/3", "3000::/4"}) {
    EXPECT_TRUE(is_wide(net(wide))) << wide;
  }
  for (const char* narrow : {"10.0.0.0/8", "2001:db8::/32"}) {
    EXPECT_FALSE(is_wide(net(narrow))) << narrow;
  }
}

}  // namespace
}  // namespace edge::probe::test
