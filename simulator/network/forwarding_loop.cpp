#include "simulator/network/forwarding_loop.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "simulator/network/routing.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

bool has_address(const Topology& topology, const Port& port, const IpAddress& address) {
  const auto& interface = interface_at(topology, port);
  return std::ranges::find(interface.addresses, address, &Prefix::address) !=
         interface.addresses.end();
}

/// Who gets a packet next that `node` sends to `destination`; null: nobody that would pass it on.
const Node* next_router(const Topology& topology, const Node& node, const IpAddress& destination) {
  const Routing routing(node);
  const auto route = routing.lookup({destination, {}, 0});
  const bool to_gateway = route.kind == RouteDecision::Kind::unicast && route.gateway;
  if (!to_gateway || route.interface->kind == InterfaceKind::tun) return nullptr;
  for (const auto& port : segment_of(topology, {node.name, route.interface->name})) {
    if (!has_address(topology, port, *route.gateway)) continue;
    const auto* next = find_node(topology, port.node);
    CHECK(next);
    return next->sysctls.ip_forward ? next : nullptr;
  }
  return nullptr;
}

}  // namespace

std::vector<Port> segment_of(const Topology& topology, const Port& port) {
  std::vector<Port> reached{port};
  const auto add = [&](const Port& other) {
    if (std::ranges::find(reached, other) == reached.end()) reached.push_back(other);
  };
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const Port at = reached[i];  // adding to `reached` moves its elements
    for (const auto& wire : topology.wires) {
      if (wire.a == at) add(wire.b);
      if (wire.b == at) add(wire.a);
    }
  }
  return reached;
}

std::string forwarding_loop_to(const Topology& topology, const IpAddress& destination) {
  for (const auto& start : topology.nodes) {
    std::vector<const Node*> way;
    const Node* at = &start;
    while (at && std::ranges::find(way, at) == way.end()) {
      way.push_back(at);
      at = next_router(topology, *at, destination);
    }
    if (!at) continue;
    std::string names;
    for (auto node = std::ranges::find(way, at); node != way.end(); ++node) {
      names += (*node)->name + " > ";
    }
    return names + at->name;
  }
  return {};
}

}  // namespace edge::sim
