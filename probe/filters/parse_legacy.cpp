#include "probe/filters/parse_legacy.hpp"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include <algorithm>
#include <map>
#include <vector>

#include "common/world/real/netlink_attributes.hpp"
#include "probe/filters/parse_expressions.hpp"

namespace edge::probe {
namespace {

// Offsets in an entry, and the header of a match or target: size, name of 29 bytes, revision.
constexpr std::size_t kAddressesSize = 84, kFlagsAt = 82, kTargetAt = 88, kNextAt = 90;
constexpr std::size_t kEntryBytes = 112, kExtensionBytes = 32, kExtensionName = 29;
constexpr int kGoto = 0x02;  // IPT_F_GOTO
constexpr const char* kHookNames[] = {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"};

struct Priority {
  const char* table;
  std::int32_t early, late;  // up to OUTPUT; POSTROUTING and INPUT of nat
};

constexpr Priority kPriorities[] = {
    {"raw", -300, -300}, {"mangle", -150, -150}, {"nat", -100, 100}, {"security", 50, 50}};

std::uint16_t number16_at(std::string_view bytes, std::size_t at) {
  std::uint16_t number = 0;
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

struct Extension {
  std::string name, data;
  std::uint32_t revision = 0;
};

struct Entry {
  std::size_t offset = 0, next = 0;
  std::string addresses;
  bool goes_to = false;
  std::vector<Extension> matches;
  Extension target;
};

std::optional<Extension> parse_extension(std::string_view bytes, std::size_t& size) {
  if (bytes.size() < kExtensionBytes) return std::nullopt;
  size = number16_at(bytes, 0);
  if (size < kExtensionBytes || size > bytes.size()) return std::nullopt;
  return Extension{text_of(bytes.substr(2, kExtensionName)),
                   std::string(bytes.substr(kExtensionBytes, size - kExtensionBytes)),
                   static_cast<unsigned char>(bytes[kExtensionBytes - 1])};
}

std::optional<Entry> parse_entry(std::string_view all, std::size_t offset) {
  const std::string_view bytes = all.substr(offset);
  if (bytes.size() < kEntryBytes) return std::nullopt;
  const std::size_t target = number16_at(bytes, kTargetAt), next = number16_at(bytes, kNextAt);
  if (target < kEntryBytes || next < target + kExtensionBytes || next > bytes.size()) {
    return std::nullopt;
  }
  Entry entry{offset, offset + next, std::string(bytes.substr(0, kAddressesSize)), false, {}, {}};
  entry.goes_to = (bytes[kFlagsAt] & kGoto) != 0;
  for (std::size_t at = kEntryBytes; at < target;) {
    std::size_t size = 0;
    auto match = parse_extension(bytes.substr(at, target - at), size);
    if (!match) return std::nullopt;
    entry.matches.push_back(std::move(*match));
    at += size;
  }
  std::size_t size = 0;
  auto extension = parse_extension(bytes.substr(target, next - target), size);
  if (!extension) return std::nullopt;
  entry.target = std::move(*extension);
  return entry;
}

/// The chain that begins at an offset.
using ChainNames = std::map<std::size_t, std::string>;

bool begins_chain(const Entry& entry) { return entry.target.name == "ERROR"; }

std::int32_t standard_verdict(const Entry& entry) {
  return static_cast<std::int32_t>(number_of(std::string_view(entry.target.data).substr(0, 4)));
}

FilterExpression standard_target(const Entry& entry, const ChainNames& names) {
  FilterExpression one;
  one.op = FilterOp::verdict;
  const std::int32_t verdict = standard_verdict(entry);
  if (verdict >= 0) {
    const auto target = static_cast<std::size_t>(verdict);
    const auto name = names.find(target);
    if (target == entry.next) {
      one.op = FilterOp::neutral;  // a rule without a target
    } else if (name == names.end()) {
      one.op = FilterOp::unreadable;
      one.name = "a jump to nowhere";
    } else {
      one.key = entry.goes_to ? NFT_GOTO : NFT_JUMP;
      one.target = name->second;
    }
    return one;
  }
  const int code = -verdict - 1;
  one.key = code;
  if (code == NF_REPEAT) one.key = NFT_RETURN;
  return one;
}

FilterRule rule_of(const Entry& entry, const ChainNames& names, std::size_t number) {
  FilterRule rule;
  rule.number = static_cast<std::uint32_t>(number);
  rule.expressions.push_back(
      {.op = FilterOp::addresses, .name = "addresses", .a = entry.addresses});
  for (const Extension& match : entry.matches) {
    FilterExpression one{.op = FilterOp::match, .name = match.name, .a = match.data};
    one.revision = match.revision;
    rule.expressions.push_back(std::move(one));
  }
  rule.expressions.push_back(entry.target.name.empty()
                                 ? standard_target(entry, names)
                                 : xt_target(entry.target.name, entry.target.revision,
                                             entry.target.data));
  return rule;
}

std::optional<BaseHook> hook_at(const LegacyTable& table, std::size_t offset) {
  for (std::uint32_t hook = 0; hook < std::size(table.entry_points); ++hook) {
    if ((table.valid_hooks & (1u << hook)) == 0 || table.entry_points[hook] != offset) continue;
    BaseHook base{hook, 0, table.name == "nat" ? ChainKind::nat : ChainKind::filter};
    const auto row = std::ranges::find(kPriorities, table.name, &Priority::table);
    const bool late = hook == NF_INET_POST_ROUTING || hook == NF_INET_LOCAL_IN;
    if (row != std::end(kPriorities)) base.priority = late ? row->late : row->early;
    return base;
  }
  return std::nullopt;
}

bool is_policy(const LegacyTable& table, std::size_t offset) {
  for (std::uint32_t hook = 0; hook < std::size(table.policies); ++hook) {
    if ((table.valid_hooks & (1u << hook)) != 0 && table.policies[hook] == offset) return true;
  }
  return false;
}

ChainNames names_in(const LegacyTable& table, const std::vector<Entry>& entries) {
  ChainNames names;
  for (const Entry& entry : entries) {
    const auto base = hook_at(table, entry.offset);
    if (base) names[entry.offset] = kHookNames[base->hook];
    if (begins_chain(entry)) names[entry.next] = text_of(entry.target.data);
  }
  return names;
}

}  // namespace

std::optional<FilterTable> parse_legacy_table(const LegacyTable& bytes) {
  std::vector<Entry> entries;
  for (std::size_t offset = 0; offset < bytes.entries.size();) {
    auto entry = parse_entry(bytes.entries, offset);
    if (!entry) return std::nullopt;
    offset = entry->next;
    entries.push_back(std::move(*entry));
  }
  const ChainNames names = names_in(bytes, entries);
  FilterTable table;
  table.family = NFPROTO_IPV4;
  table.name = bytes.name;
  table.legacy = true;
  FilterChain* chain = nullptr;
  for (const Entry& entry : entries) {
    const auto begins = names.find(entry.offset);
    if (begins != names.end()) {
      chain = &table.chains[begins->second];
      chain->name = begins->second;
      chain->base = hook_at(bytes, entry.offset);
    }
    if (!chain || begins_chain(entry)) continue;
    if (is_policy(bytes, entry.offset)) {
      chain->drops = entry.target.name.empty() && standard_verdict(entry) == -NF_DROP - 1;
      continue;
    }
    chain->rules.push_back(rule_of(entry, names, chain->rules.size() + 1));
  }
  return table;
}

}  // namespace edge::probe
