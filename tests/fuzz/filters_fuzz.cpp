// Packet filters of any bytes, as the kernel would tell them: read, walked through, shown.
#include <linux/netfilter.h>
#include <netinet/in.h>

#include <cstdlib>

#include "common/base/utf8.hpp"
#include "probe/filters/parse_legacy.hpp"
#include "probe/filters/parse_nft.hpp"
#include "probe/filters/rule_text.hpp"
#include "probe/filters/walk.hpp"
#include "tests/fuzz/fuzz_input.hpp"

namespace {

using namespace edge;
using namespace edge::probe;

/// Every item goes to the last table, every rule to the chain that it names or the last one.
void take_message(Ruleset& rules, std::uint8_t kind, std::string_view body) {
  if (kind == 0) {
    if (auto table = parse_nft_table(body)) rules.tables.push_back(std::move(*table));
  }
  if (rules.tables.empty()) return;
  FilterTable& table = rules.tables.back();
  if (kind == 1) {
    if (auto chain = parse_nft_chain(body)) table.chains[chain->value.name] = chain->value;
  } else if (kind == 2) {
    const auto rule = parse_nft_rule(body);
    if (!rule || table.chains.empty()) return;
    auto chain = table.chains.find(rule->place.chain);
    if (chain == table.chains.end()) --chain;
    chain->second.rules.push_back(rule->value);
  } else if (kind == 3) {
    if (auto set = parse_nft_set(body)) table.sets[set->place.chain] = set->value;
  } else if (kind == 4 && !table.sets.empty()) {
    FilterSet& set = table.sets.rbegin()->second;
    parse_nft_elements(body, set);
    finish_elements(set);
  }
}

LegacyTable legacy_table(fuzz::Input& input) {
  LegacyTable table{input.byte() % 2 == 0 ? "filter" : "nat", 0x1f, {}, {}, {}};
  for (auto& point : table.entry_points) point = input.byte() * 8u;
  for (auto& policy : table.policies) policy = input.byte() * 8u;
  table.entries = input.text();
  return table;
}

void walk_and_show(const Ruleset& rules) {
  for (const char* text : {"172.18.0.2", "fd18::2"}) {
    const auto address = boost::asio::ip::make_address(text);
    FilterPacket packet = make_packet(IPPROTO_TCP, {address, address, 0, 5671}, PacketKind::opens);
    packet.address_type = [](const boost::asio::ip::address& one) {
      return static_cast<int>(one.to_string().size() % 12);
    };
    for (const auto hook : {NF_INET_PRE_ROUTING, NF_INET_FORWARD, NF_INET_POST_ROUTING}) {
      walk_hook(rules, hook, packet);
    }
  }
  for (const FilterTable& table : rules.tables) {
    for (const auto& [name, chain] : table.chains) {
      for (const FilterRule& rule : chain.rules) {
        if (!is_plain_text(filter_rule_text(table, rule))) std::abort();
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  Ruleset rules;
  if (input.byte() % 4 == 0) {
    if (auto table = parse_legacy_table(legacy_table(input))) {
      rules.tables.push_back(std::move(*table));
    }
  }
  while (!input.empty()) {
    const auto kind = static_cast<std::uint8_t>(input.byte() % 5);
    const std::size_t length = input.byte() * 256u;
    take_message(rules, kind, as_text(input.take(length + input.byte())));
  }
  walk_and_show(rules);
  return 0;
}
