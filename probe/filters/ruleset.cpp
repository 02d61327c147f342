#include "probe/filters/ruleset.hpp"

#include <linux/netfilter.h>

#include "common/base/escape.hpp"

namespace edge::probe {
namespace {

const char* family_word(const FilterTable& table) {
  if (table.legacy) return "legacy";
  switch (table.family) {
    case NFPROTO_INET: return "inet";
    case NFPROTO_IPV4: return "ip";
    case NFPROTO_IPV6: return "ip6";
    case NFPROTO_BRIDGE: return "bridge";
    case NFPROTO_NETDEV: return "netdev";
    default: return "other";
  }
}

}  // namespace

const FilterChain* find_chain(const FilterTable& table, const std::string& name) {
  const auto found = table.chains.find(name);
  return found == table.chains.end() ? nullptr : &found->second;
}

std::string table_name(const FilterTable& table) {
  return std::string(family_word(table)) + " " + printable(table.name, 64);
}

}  // namespace edge::probe
