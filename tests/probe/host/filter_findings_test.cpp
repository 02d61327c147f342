// What comes of packet filters, for firewalls that are kept by a tool of their own; with real ones:
// tests/cli/host_filter_test.py.
#include <gmock/gmock.h>
#include <linux/netfilter.h>

#include "probe/host/filter_products.hpp"
#include "probe/host/host_causes.hpp"
#include "probe/host/host_findings.hpp"
#include "tests/probe/host/host_support.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;

FilterTable table_called(int family, const char* name) {
  FilterTable table;
  table.family = family;
  table.name = name;
  return table;
}

FilterChain& chain_in(FilterTable& table, const char* name, std::uint32_t hook) {
  FilterChain& chain = table.chains[name];
  chain.name = name;
  chain.base = BaseHook{hook, 0, ChainKind::filter};
  return chain;
}

FilterRule rule_of(FilterExpression one) {
  FilterRule rule;
  rule.number = 1;
  rule.expressions = {std::move(one)};
  return rule;
}

/// A healthy host that masquerades, with one more table.
HostState host_with(FilterTable table) {
  HostState state = healthy_host();
  FilterTable nat = table_called(NFPROTO_IPV4, "nat");
  FilterChain& leaving = chain_in(nat, "POSTROUTING", NF_INET_POST_ROUTING);
  leaving.base->kind = ChainKind::nat;
  FilterExpression masquerade{.op = FilterOp::translate, .name = "masq"};
  masquerade.key = static_cast<int>(Translation::masquerade);
  leaving.rules = {rule_of(masquerade)};
  state.filters.emplace();
  state.filters->rules.tables = {std::move(nat), std::move(table)};
  return state;
}

HostFinding only_finding(const HostState& state) {
  const auto findings = host_findings(state, traced(state));
  EXPECT_EQ(findings.size(), 1u);
  return findings.empty() ? HostFinding{} : findings[0];
}

TEST(FilterFindings, NothingWhereNothingIsInTheWay) {
  EXPECT_THAT(host_findings(host_with({}), traced(host_with({}))), testing::IsEmpty());
}

TEST(FilterFindings, FirewalldIsToldByItsOwnTool) {
  FilterTable table = table_called(NFPROTO_INET, "firewalld");
  chain_in(table, "filter_FORWARD", NF_INET_FORWARD).rules = {
      rule_of({.op = FilterOp::reject, .name = "reject"})};
  const HostFinding finding = only_finding(host_with(std::move(table)));
  EXPECT_EQ(finding.code, kFilterDropsModule);
  EXPECT_EQ(finding.product, "firewalld");
  EXPECT_THAT(finding.commands,
              ElementsAre("firewall-cmd --zone=trusted --add-interface=br-edge"));
  EXPECT_THAT(finding.undo, ElementsAre("firewall-cmd --zone=trusted --remove-interface=br-edge"));
}

TEST(FilterFindings, ThePolicyThatUfwSets) {
  FilterTable table = table_called(NFPROTO_IPV4, "filter");
  chain_in(table, "FORWARD", NF_INET_FORWARD).drops = true;
  table.chains["ufw-user-forward"].name = "ufw-user-forward";
  const HostFinding finding = only_finding(host_with(std::move(table)));
  EXPECT_EQ(finding.code, kForwardPolicyDrop);
  EXPECT_THAT(finding.commands,
              ElementsAre("ufw route prepend allow in on br-edge from 172.18.0.0/16"));
  EXPECT_THAT(finding.undo, ElementsAre("ufw route delete allow in on br-edge from 172.18.0.0/16"));
}

TEST(FilterFindings, NamesThatCannotBeWrittenHaveNoCommand) {
  FilterTable table = table_called(NFPROTO_INET, "a\";b");
  chain_in(table, "through", NF_INET_FORWARD).drops = true;
  const HostFinding finding = only_finding(host_with(std::move(table)));
  EXPECT_EQ(finding.code, kForwardPolicyDrop);
  EXPECT_THAT(finding.commands, testing::IsEmpty());
}

TEST(FilterFindings, WhatWasNotReadIsNotMissing) {
  HostState state = healthy_host();
  state.filters.emplace();
  state.filters->nft_problem = "no privilege";
  EXPECT_THAT(host_findings(state, traced(state)), testing::IsEmpty());
  state.filters->nft_problem.clear();
  EXPECT_EQ(only_finding(state).code, kMasqueradeMissing);
}

TEST(FilterFindings, APrivateHubMayKnowTheWayBack) {
  HostState state = healthy_host();
  state.filters.emplace();
  const auto findings = host_findings(state, traced(state, "10.20.0.4"));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].confidence, Confidence::possible);
  EXPECT_EQ(findings[0].severity, Severity::warning);
}

TEST(FilterSigns, EachRowSelects) {
  for (const FilterSign& row : filter_signs()) {
    EXPECT_FALSE(row.product.empty());
    EXPECT_FALSE(row.table.empty() && row.chain.empty()) << row.product;
  }
}

}  // namespace
}  // namespace edge::probe::test
