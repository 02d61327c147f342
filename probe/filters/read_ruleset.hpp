// Reads the packet filters of the network namespace that the thread is in: nf_tables by netlink,
// the legacy iptables besides. Needs CAP_NET_ADMIN; nothing is changed.
#pragma once

#include <string>

#include "probe/filters/ruleset.hpp"

namespace edge::probe {

struct ReadRuleset {
  Ruleset rules;
  // Why they could not be read; empty: they were. What could not be read is not in `rules`.
  std::string nft_problem, legacy_problem;

  bool complete() const { return nft_problem.empty() && legacy_problem.empty(); }
};

ReadRuleset read_ruleset();

}  // namespace edge::probe
