// One rule and one packet: whether the rule holds, and what it does then. As nft_do_chain() of the
// kernel (net/netfilter/nf_tables_core.c) and its expressions do it, with what is not known kept
// apart from what is.
#pragma once

#include <optional>
#include <string>

#include "probe/filters/packet.hpp"
#include "probe/filters/ruleset.hpp"

namespace edge::probe {

enum class RuleEnd { goes_on, accepts, drops, rejects, returns, jumps, goes_to, asks_program };

struct RuleOutcome {
  Truth holds = Truth::yes;
  std::string unread;         // why it cannot be said: the first thing that cannot be read
  RuleEnd end = RuleEnd::goes_on;
  std::string chain;          // of a jump
  Translation translation = Translation::none;
  std::optional<KnownBits> address;  // of the translation, where the rule has one
  bool marks = false;         // it sets the packet's mark
  bool untracks = false;
};

/// What the rule sets in the packet (marks, tracking) is set in `packet`, if it holds for certain;
/// else it becomes unknown.
RuleOutcome apply_rule(const FilterTable& table, const FilterRule& rule, FilterPacket& packet);

}  // namespace edge::probe
