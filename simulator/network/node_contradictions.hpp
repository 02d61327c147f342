// What one node has that no Linux kernel takes, whatever it is wired to: addresses of no host,
// gateways off the link, source addresses it does not have, rules for interfaces it lacks, two
// sockets at one place. For contradictions.cpp.
#pragma once

#include <string>
#include <vector>

#include "simulator/network/contradictions.hpp"

namespace edge::sim {

/// Of `node`, which a topology file has at `path` ("nodes[0]"). Expects what validate() promises.
std::vector<Contradiction> node_contradictions(const Topology& topology, const Node& node,
                                               const std::string& path);

}  // namespace edge::sim
