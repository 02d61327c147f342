// The rules of a virtual node as a kernel tells them, expression by expression: what
// probe/filters reads from nf_tables on a real host.
#pragma once

#include "probe/filters/ruleset.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// The table that the lab makes of the same node (nft_script.hpp). Pure.
probe::Ruleset filter_facts(const Node& node);

}  // namespace edge::sim
