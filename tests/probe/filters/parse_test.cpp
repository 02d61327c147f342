// What the kernel tells of packet filters, as recorded from one; and what is short or odd.
#include <gmock/gmock.h>

#include <random>

#include "probe/filters/rule_text.hpp"
#include "tests/probe/filters/recorded_rules.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;

std::vector<std::string> texts(const FilterTable& table, const std::string& chain) {
  std::vector<std::string> list;
  for (const FilterRule& rule : table.chains.at(chain).rules) {
    list.push_back(filter_rule_text(table, rule));
  }
  return list;
}

TEST(FilterMessages, RulesOfNft) {
  const Ruleset rules = recorded_rules("nft");
  ASSERT_EQ(rules.tables.size(), 1u);
  const FilterTable& table = rules.tables[0];
  EXPECT_EQ(table_name(table), "inet corp");
  const FilterChain& through = table.chains.at("through");
  ASSERT_TRUE(through.base);
  EXPECT_EQ(through.base->hook, 2u);
  EXPECT_TRUE(through.drops);
  EXPECT_EQ(table.chains.at("early").base->priority, -300);
  EXPECT_EQ(table.chains.at("leave").base->kind, ChainKind::nat);
  EXPECT_THAT(texts(table, "through"),
              ElementsAre("ct state established,related accept comment \"open\"",
                          "ip daddr @hubs tcp dport vmap { 443 : accept, 5000-6000 : jump no }",
                          "tcp ip saddr { 0xac12000000010000-0xac12ffff00460000 } drop",
                          "ct mark set",
                          "tcp tcp flags & 0x12 0x02 goto no"));
  EXPECT_THAT(texts(table, "early"), ElementsAre("iifname \"br-*\" meta mark set",
                                                 "fib daddr type local notrack"));
  EXPECT_THAT(texts(table, "no"), ElementsAre("limit accept", "reject"));
  EXPECT_THAT(texts(table, "leave"),
              ElementsAre("oifname \"eth0\" masquerade", "snat to 192.168.7.9"));
}

TEST(FilterMessages, RulesOfIptablesNft) {
  const Ruleset rules = recorded_rules("iptables-nft");
  const auto filter = std::ranges::find(rules.tables, "filter", &FilterTable::name);
  ASSERT_NE(filter, rules.tables.end());
  EXPECT_THAT(texts(*filter, "DOCKER-CT"),
              ElementsAre("oifname \"br-edge\" -m conntrack --ctstate RELATED,ESTABLISHED accept"));
  EXPECT_THAT(texts(*filter, "DOCKER-USER"),
              ElementsAre("tcp -m multiport --dports 443,5671 limit -j REJECT"));
}

TEST(FilterMessages, ATableOfTheLegacyIptables) {
  const auto table = parse_legacy_table(recorded_legacy_table());
  ASSERT_TRUE(table);
  EXPECT_EQ(table_name(*table), "legacy filter");
  EXPECT_TRUE(table->chains.at("FORWARD").drops);
  EXPECT_FALSE(table->chains.at("INPUT").drops);
  EXPECT_THAT(texts(*table, "FORWARD"), ElementsAre("goto A"));
  EXPECT_THAT(texts(*table, "A").front(),
              "-p tcp -m multiport --dports 1,2 -m conntrack --ctstate NEW -j REJECT");
}

TEST(FilterMessages, ALegacyTableThatIsCutIsNone) {
  LegacyTable table = recorded_legacy_table();
  for (std::size_t size = table.entries.size() - 1; size > 0; size -= 7) {
    table.entries.resize(size);
    const auto parsed = parse_legacy_table(table);
    if (parsed) EXPECT_LT(parsed->chains.size(), 5u);
    if (size < 7) break;
  }
}

TEST(FilterMessages, AnyBytesGiveLess) {
  std::mt19937 engine(20171128);
  const std::string whole = recorded("nft");
  for (int i = 0; i < 20'000; ++i) {
    std::string body = whole.substr(engine() % whole.size(), engine() % 400);
    for (auto flips = engine() % 4; flips > 0 && !body.empty(); --flips) {
      body[engine() % body.size()] = static_cast<char>(engine());
    }
    FilterSet set;
    parse_nft_elements(body, set);
    finish_elements(set);
    parse_nft_table(body);
    parse_nft_chain(body);
    parse_nft_set(body);
    if (const auto rule = parse_nft_rule(body)) filter_rule_text({}, rule->value);
  }
}

TEST(FilterMessages, RangesEndBeforeWhatComesNext) {
  const Ruleset rules = recorded_rules("nft");
  const FilterSet& hubs = rules.tables[0].sets.at("hubs");
  ASSERT_EQ(hubs.elements.size(), 2u);
  EXPECT_EQ(hubs.elements[0].key, std::string("\xc6\x33\x64\x00", 4));
  EXPECT_EQ(hubs.elements[0].last, std::string("\xc6\x33\x64\xff", 4));
  EXPECT_EQ(hubs.elements[1].key, hubs.elements[1].last);
}

}  // namespace
}  // namespace edge::probe::test
