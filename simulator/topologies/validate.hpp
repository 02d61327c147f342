// What must hold for a topology to be a network at all: no name without its thing, no address twice.
// Not for judging whether the network works: broken ones are what the simulator is for.
#pragma once

#include <string>
#include <vector>

#include "common/topology/topology.hpp"

namespace edge::sim {

/// One sentence per contradiction; empty: none.
std::vector<std::string> contradictions(const Topology& topology);

}  // namespace edge::sim
