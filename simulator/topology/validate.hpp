// Refuses a topology that no world could realise. Not a judgement about whether it works: a network
// with wrong routes is exactly what a simulation is for.
#pragma once

#include <optional>
#include <string>

#include "simulator/topology/topology.hpp"

namespace edge {

/// Throws std::invalid_argument naming the element and what is wrong with it: a doubled or missing
/// name, a reference to a node or interface that is not there, a value out of its range.
void validate(const Topology& topology);

struct RuleProblem {
  const char* key;  // that is to be changed, as a topology file has it: "match.protocol"
  std::string what;
};

/// Why nft(8) would not take `rule`, whatever its node has: an action in a hook that has no chains
/// for it, a port where packets have none.
std::optional<RuleProblem> rule_problem(const Rule& rule);

}  // namespace edge
