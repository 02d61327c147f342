// A packet on its way through the packet filters of the host: hook after hook, chain after chain,
// rule after rule, as the kernel goes, with what this program cannot read kept apart.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probe/filters/packet.hpp"
#include "probe/filters/rule_outcome.hpp"

namespace edge::probe {

/// A rule that does something to the packet; points into the Ruleset.
struct FilterStep {
  const FilterTable* table = nullptr;
  const FilterChain* chain = nullptr;  // that the rule is in
  const FilterRule* rule = nullptr;    // null: the chain's policy
  RuleOutcome outcome;                 // of a policy: accepts or drops
  std::vector<const FilterChain*> trail;  // from the hook's chain to this one, jump by jump

  const FilterChain& base() const { return *trail.front(); }
};

/// What comes of a packet at one hook.
struct FilterWay {
  std::vector<FilterStep> steps;       // that matter, in their order
  std::size_t other_rules = 0;         // that do not hold for it
  std::optional<FilterStep> stopped;   // by what; nothing: it goes on
  bool certain = true;                 // false: a rule before it may have let it through
  std::vector<FilterStep> may_stop;    // rules of which it cannot be said whether they hold
  std::optional<FilterStep> translated;
  bool translates_for_certain = true;
  bool too_long = false;               // given up: more steps than a packet filter may have
};

/// Sends the packet through one hook (NF_INET_*). Marks, tracking and translations are set in it.
/// Chains of kind nat are asked for the first packet of a connection alone.
FilterWay walk_hook(const Ruleset& rules, std::uint32_t hook, FilterPacket& packet);

}  // namespace edge::probe
