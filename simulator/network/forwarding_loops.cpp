#include "simulator/network/forwarding_loops.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace edge::sim {

ForwardingLoops::ForwardingLoops(const Topology& topology, const Segments& segments)
    : topology_(topology), segments_(segments) {
  for (const auto& node : topology.nodes) routing_.try_emplace(&node, node);
}

/// Who gets a packet next that `node` sends to `destination`; null: nobody that would pass it on.
const Node* ForwardingLoops::next_router(const Node& node, const IpAddress& destination) const {
  const auto route = routing_.at(&node).lookup({destination, {}, 0});
  const bool to_gateway = route.kind == RouteDecision::Kind::unicast && route.gateway;
  if (!to_gateway || route.interface->kind == InterfaceKind::tun) return nullptr;
  const auto* next = segments_.owner({node.name, route.interface->name}, *route.gateway);
  return next && next->sysctls.ip_forward ? next : nullptr;
}

std::string ForwardingLoops::loop_to(const IpAddress& destination) const {
  std::set<const Node*> seen;  // from these on the way is known to end
  for (const auto& start : topology_.nodes) {
    std::vector<const Node*> way;
    const Node* at = &start;
    while (at && seen.insert(at).second) {
      way.push_back(at);
      at = next_router(*at, destination);
    }
    const auto first = std::ranges::find(way, at);
    if (!at || first == way.end()) continue;
    std::string names;
    for (auto node = first; node != way.end(); ++node) names += (*node)->name + " > ";
    return names + at->name;
  }
  return {};
}

}  // namespace edge::sim
