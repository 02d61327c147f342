// Finds routes that send a destination round in a circle of routers. Not for circles through a
// tunnel: a VPN whose own packets are routed into it is a mistake that real machines make.
#pragma once

#include <string>
#include <vector>

#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// Every port that a frame from `port` can reach over wires and bridges, itself included.
std::vector<Port> segment_of(const Topology& topology, const Port& port);

/// The routers that pass a packet for `destination` round, as "a > b > a"; empty: none do. Follows
/// unmarked packets by gateways, over wires whether up or not.
std::string forwarding_loop_to(const Topology& topology, const IpAddress& destination);

}  // namespace edge::sim
