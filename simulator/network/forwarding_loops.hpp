// Finds routes that send a destination round in a circle of routers. Not for circles through a
// tunnel: a VPN whose own packets are routed into it is a mistake that real machines make.
#pragma once

#include <map>
#include <string>

#include "simulator/network/routing.hpp"
#include "simulator/network/segments.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

class ForwardingLoops {
 public:
  /// Keeps pointers into both, whose routes are compiled once for all destinations.
  ForwardingLoops(const Topology& topology, const Segments& segments);

  /// The routers that pass a packet for `destination` round, as "a > b > a"; empty: none do.
  /// Follows unmarked packets by gateways, over wires whether up or not.
  std::string loop_to(const IpAddress& destination) const;

 private:
  const Node* next_router(const Node& node, const IpAddress& destination) const;

  const Topology& topology_;
  const Segments& segments_;
  std::map<const Node*, Routing> routing_;
};

}  // namespace edge::sim
