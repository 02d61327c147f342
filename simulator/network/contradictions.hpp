// What the simulator's own networks must hold beyond what simulator/topology/validate.hpp refuses:
// addresses, gateways, routes and rules that fit together. Not for judging whether a network works:
// broken ones are the point.
#pragma once

#include <string>
#include <vector>

#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// One sentence per contradiction; empty: none.
std::vector<std::string> contradictions(const Topology& topology);

}  // namespace edge::sim
