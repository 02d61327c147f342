// A table of the legacy iptables (struct ipt_entry of linux/netfilter_ipv4/ip_tables.h) as a
// FilterTable. Pure: bytes in, value out.
#pragma once

#include <optional>
#include <string>

#include "common/world/real/legacy_tables.hpp"
#include "probe/filters/ruleset.hpp"

namespace edge::probe {

/// Nothing for bytes that are no such table.
std::optional<FilterTable> parse_legacy_table(const LegacyTable& bytes);

}  // namespace edge::probe
