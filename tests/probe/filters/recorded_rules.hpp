// What a kernel told of its packet filters, recorded: tests/fuzz/corpus/filters has it for the fuzz
// target, too. A byte of what the input begins with, then messages: kind, length (big), bytes.
#pragma once

#include <string>

#include "common/files/named_file.hpp"
#include "probe/filters/parse_legacy.hpp"
#include "probe/filters/parse_nft.hpp"

namespace edge::probe::test {

inline std::string recorded(const std::string& name) {
  return read_named_file(std::string(EDGE_SOURCE_DIR) + "/tests/fuzz/corpus/filters/" + name,
                         {1 << 20});
}

inline void take_recorded(FilterTable& table, std::string& last_set, int kind,
                          std::string_view body) {
  if (kind == 1) {
    const auto chain = parse_nft_chain(body);
    table.chains[chain->value.name] = chain->value;
  } else if (kind == 2) {
    const auto rule = parse_nft_rule(body);
    auto& rules = table.chains.at(rule->place.chain).rules;
    rules.push_back(rule->value);
    rules.back().number = static_cast<std::uint32_t>(rules.size());
  } else if (kind == 3) {
    const auto set = parse_nft_set(body);
    last_set = set->place.chain;
    table.sets[last_set] = set->value;
  } else {
    parse_nft_elements(body, table.sets.at(last_set));
  }
}

inline Ruleset recorded_rules(const std::string& name) {
  Ruleset rules;
  const std::string bytes = recorded(name);
  std::string last_set;
  for (std::size_t at = 1; at + 3 <= bytes.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
    const std::size_t length = byte(1) * 256u + byte(2);
    const auto body = std::string_view(bytes).substr(at + 3, length);
    if (byte(0) == 0) {
      rules.tables.push_back(*parse_nft_table(body));
    } else {
      take_recorded(rules.tables.back(), last_set, byte(0), body);
    }
    at += 3 + length;
  }
  for (auto& [set_name, set] : rules.tables.back().sets) finish_elements(set);
  return rules;
}

inline LegacyTable recorded_legacy_table() {
  const std::string bytes = recorded("iptables-legacy");
  LegacyTable table{"filter", 0x0e, {}, {}, bytes.substr(12)};
  for (std::size_t i = 0; i < 5; ++i) {
    table.entry_points[i] = static_cast<unsigned char>(bytes[2 + i]) * 8u;
    table.policies[i] = static_cast<unsigned char>(bytes[7 + i]) * 8u;
  }
  return table;
}

}  // namespace edge::probe::test
