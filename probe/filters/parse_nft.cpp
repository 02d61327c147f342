#include "probe/filters/parse_nft.hpp"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "common/world/real/netlink_attributes.hpp"
#include "probe/filters/parse_expressions.hpp"

namespace edge::probe {
namespace {

constexpr std::uint8_t kUserComment = 0;  // the first type of a rule's user data, libnftnl's

std::optional<int> family_of(std::string_view body) {
  const auto header = header_of<nfgenmsg>(body);
  if (!header) return std::nullopt;
  return header->nfgen_family;
}

/// Types and lengths of one byte each.
std::string comment_in(std::string_view user_data) {
  while (user_data.size() >= 2) {
    const auto type = static_cast<std::uint8_t>(user_data[0]);
    const std::size_t size = static_cast<std::uint8_t>(user_data[1]);
    user_data.remove_prefix(2);
    if (size > user_data.size()) break;
    if (type == kUserComment) return text_of(user_data.substr(0, size));
    user_data.remove_prefix(size);
  }
  return {};
}

BaseHook parse_hook(std::string_view bytes) {
  BaseHook base;
  for_each_attribute(bytes, [&](std::uint16_t type, std::string_view value) {
    if (type == NFTA_HOOK_HOOKNUM) base.hook = big_number(value);
    if (type == NFTA_HOOK_PRIORITY) base.priority = static_cast<std::int32_t>(big_number(value));
  });
  return base;
}

ChainKind kind_called(const std::string& name) {
  if (name == "nat") return ChainKind::nat;
  return name == "route" ? ChainKind::route : ChainKind::filter;
}

struct ParsedElement {
  SetElement element;
  bool ends_range = false;
};

ParsedElement parse_element(std::string_view bytes) {
  ParsedElement parsed;
  std::string last;
  for_each_attribute(bytes, [&](std::uint16_t type, std::string_view value) {
    if (type == NFTA_SET_ELEM_KEY) parsed.element.key = parse_data(value).a;
    if (type == NFTA_SET_ELEM_KEY_END) last = parse_data(value).a;
    if (type == NFTA_SET_ELEM_DATA) parsed.element.result = parse_data(value);
    if (type == NFTA_SET_ELEM_FLAGS) {
      parsed.ends_range = (big_number(value) & NFT_SET_ELEM_INTERVAL_END) != 0;
      parsed.element.everything = (big_number(value) & NFT_SET_ELEM_CATCHALL) != 0;
    }
  });
  parsed.element.last = last.empty() ? parsed.element.key : last;
  return parsed;
}

/// The number before it, of the network's byte order; empty before zero.
std::string one_less(std::string bytes) {
  for (std::size_t i = bytes.size(); i-- > 0;) {
    if (bytes[i]-- != 0) return bytes;
  }
  return {};
}

}  // namespace

std::optional<FilterTable> parse_nft_table(std::string_view body) {
  const auto family = family_of(body);
  if (!family) return std::nullopt;
  FilterTable table;
  table.family = *family;
  for_each_attribute(behind<nfgenmsg>(body), [&](std::uint16_t type, std::string_view value) {
    if (type == NFTA_TABLE_NAME) table.name = text_of(value);
    if (type == NFTA_TABLE_FLAGS) table.dormant = (big_number(value) & NFT_TABLE_F_DORMANT) != 0;
  });
  return table;
}

std::optional<NftItem<FilterChain>> parse_nft_chain(std::string_view body) {
  const auto family = family_of(body);
  if (!family) return std::nullopt;
  NftItem<FilterChain> item;
  item.place.family = *family;
  ChainKind kind = ChainKind::filter;
  for_each_attribute(behind<nfgenmsg>(body), [&](std::uint16_t type, std::string_view value) {
    if (type == NFTA_CHAIN_TABLE) item.place.table = text_of(value);
    if (type == NFTA_CHAIN_NAME) item.value.name = text_of(value);
    if (type == NFTA_CHAIN_POLICY) item.value.drops = big_number(value) == NF_DROP;
    if (type == NFTA_CHAIN_TYPE) kind = kind_called(text_of(value));
    if (type == NFTA_CHAIN_HOOK) item.value.base = parse_hook(value);
  });
  if (item.value.base) item.value.base->kind = kind;
  if (!item.value.base) item.value.drops = false;
  return item;
}

std::optional<NftItem<FilterRule>> parse_nft_rule(std::string_view body) {
  const auto family = family_of(body);
  if (!family) return std::nullopt;
  NftItem<FilterRule> item;
  item.place.family = *family;
  for_each_attribute(behind<nfgenmsg>(body), [&](std::uint16_t type, std::string_view value) {
    if (type == NFTA_RULE_TABLE) item.place.table = text_of(value);
    if (type == NFTA_RULE_CHAIN) item.place.chain = text_of(value);
    if (type == NFTA_RULE_HANDLE) item.value.handle = big_number64(value);
    if (type == NFTA_RULE_USERDATA) item.value.comment = comment_in(value);
    if (type == NFTA_RULE_EXPRESSIONS) item.value.expressions = parse_expressions(value);
  });
  return item;
}

std::optional<NftItem<FilterSet>> parse_nft_set(std::string_view body) {
  const auto family = family_of(body);
  if (!family) return std::nullopt;
  NftItem<FilterSet> item;
  item.place.family = *family;
  for_each_attribute(behind<nfgenmsg>(body), [&](std::uint16_t type, std::string_view value) {
    if (type == NFTA_SET_TABLE) item.place.table = text_of(value);
    if (type == NFTA_SET_NAME) item.place.chain = text_of(value);
    if (type == NFTA_SET_FLAGS) item.value.flags = big_number(value);
    if (type == NFTA_SET_KEY_LEN) item.value.key_bytes = big_number(value);
    if (type == NFTA_SET_DATA_LEN) item.value.data_bytes = big_number(value);
  });
  return item;
}

void parse_nft_elements(std::string_view body, FilterSet& set) {
  const bool ranges = (set.flags & NFT_SET_INTERVAL) != 0 && (set.flags & NFT_SET_CONCAT) == 0;
  for_each_attribute(behind<nfgenmsg>(body), [&](std::uint16_t type, std::string_view value) {
    if (type != NFTA_SET_ELEM_LIST_ELEMENTS) return;
    for_each_attribute(value, [&](std::uint16_t, std::string_view bytes) {
      ParsedElement parsed = parse_element(bytes);
      // The kernel lists a range as where it begins and where the next thing begins.
      if (ranges && parsed.ends_range) parsed.element.result = {.name = "end"};
      set.elements.push_back(std::move(parsed.element));
    });
  });
}

void finish_elements(FilterSet& set) {
  set.known = true;
  if ((set.flags & NFT_SET_INTERVAL) == 0 || (set.flags & NFT_SET_CONCAT) != 0) return;
  const auto is_end = [](const SetElement& each) { return each.result.name == "end"; };
  std::ranges::stable_sort(set.elements, [&](const SetElement& a, const SetElement& b) {
    if (a.key != b.key) return a.key < b.key;
    return is_end(a) && !is_end(b);
  });
  std::vector<SetElement> ranges;
  for (std::size_t i = 0; i < set.elements.size(); ++i) {
    SetElement each = set.elements[i];
    if (is_end(each)) continue;
    if (!each.everything) {
      const bool bounded = i + 1 < set.elements.size();
      const std::string most(each.key.size(), '\xff');
      each.last = bounded ? one_less(set.elements[i + 1].key) : most;
    }
    ranges.push_back(std::move(each));
  }
  set.elements = std::move(ranges);
}

std::optional<std::uint32_t> parse_nft_generation(std::string_view body) {
  std::optional<std::uint32_t> generation;
  for_each_attribute(behind<nfgenmsg>(body), [&](std::uint16_t type, std::string_view value) {
    if (type == NFTA_GEN_ID) generation = big_number(value);
  });
  return generation;
}

std::string nft_request(int family) {
  nfgenmsg header{};
  header.nfgen_family = static_cast<std::uint8_t>(family);
  header.version = NFNETLINK_V0;
  return bytes_of(header);
}

std::string nft_elements_request(const NftPlace& set) {
  std::string request = nft_request(set.family);
  const auto text = [](const std::string& name) { return name + '\0'; };
  add_attribute(request, NFTA_SET_ELEM_LIST_TABLE, text(set.table));
  add_attribute(request, NFTA_SET_ELEM_LIST_SET, text(set.chain));
  return request;
}

}  // namespace edge::probe
