// What the simulator's own networks must hold beyond what simulator/topology/validate.hpp refuses:
// addresses, gateways, routes and rules that fit together. Not for judging whether a network works:
// broken ones are the point.
#pragma once

#include <string>
#include <vector>

#include "simulator/topology/topology.hpp"

namespace edge::sim {

struct Contradiction {
  std::string what;  // one sentence
  std::string path;  // of what it is about, as a topology file has it: "nodes[0].routes[1].gateway"
};

/// Empty: there is none.
std::vector<Contradiction> contradictions(const Topology& topology);

}  // namespace edge::sim
