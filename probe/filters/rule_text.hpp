// A rule in words like those of nft(8) and iptables(8), for people: not to be read by them again.
#pragma once

#include <string>

#include "probe/filters/ruleset.hpp"

namespace edge::probe {

/// Escaped; of bounded length.
std::string filter_rule_text(const FilterTable& table, const FilterRule& rule);

}  // namespace edge::probe
