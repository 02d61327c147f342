// nf_tables' messages (nfnetlink) as a Ruleset has them. Pure: bytes in, value out; what is too
// short or not known gives nothing, or an expression that is marked unreadable.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probe/filters/ruleset.hpp"

namespace edge::probe {

/// What a message is about, and where it belongs.
struct NftPlace {
  int family = 0;
  std::string table, chain;
};

template <class Value>
struct NftItem {
  NftPlace place;
  Value value;
};

std::optional<FilterTable> parse_nft_table(std::string_view body);
std::optional<NftItem<FilterChain>> parse_nft_chain(std::string_view body);
std::optional<NftItem<FilterRule>> parse_nft_rule(std::string_view body);
/// With its name in place of a chain's.
std::optional<NftItem<FilterSet>> parse_nft_set(std::string_view body);
/// Adds the elements of one message; ranges may go on in the next.
void parse_nft_elements(std::string_view body, FilterSet& set);
/// To be called after the last message: ends the ranges.
void finish_elements(FilterSet& set);

/// The generation of the rule set; it counts the changes.
std::optional<std::uint32_t> parse_nft_generation(std::string_view body);

/// The body of a request for a family, and of one for the elements of a set.
std::string nft_request(int family);
std::string nft_elements_request(const NftPlace& set);

}  // namespace edge::probe
