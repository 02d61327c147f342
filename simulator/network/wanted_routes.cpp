#include "simulator/network/wanted_routes.hpp"

#include <algorithm>

#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

/// As the kernel tells it again.
Route explicit_route(Route route) {
  route.destination = network_of(route.destination);
  if (route.kind == RouteKind::unicast) return route;
  route.gateway.reset();
  route.source.reset();
  route.interface.clear();
  return route;
}

Route connected_route(const Interface& interface, const Prefix& address) {
  Route route;
  route.destination = network_of(address);
  route.interface = interface.name;
  route.source = address.address;
  return route;
}

}  // namespace

RouteKey key_of(const Route& route) {
  return {route.table, route.destination.address, route.destination.length, route.metric};
}

std::map<RouteKey, Route> wanted_routes(const Node& node) {
  std::map<RouteKey, Route> wanted;
  const auto want = [&](const Route& route) { wanted.try_emplace(key_of(route), route); };
  for (const auto& route : node.routes) {
    const auto* interface = find_interface(node, route.interface);
    if (route.kind == RouteKind::unicast && interface && !interface->up) continue;
    want(explicit_route(route));
  }
  for (const auto& interface : node.interfaces) {
    for (const auto& address : interface.addresses) {
      if (interface.up && address.length < 32) want(connected_route(interface, address));
    }
  }
  return wanted;
}

bool stands_second(const Node& node, const Route& route) {
  const auto same_key = [&](const Route& own) {
    return key_of(explicit_route(own)) == key_of(route);
  };
  if (std::ranges::any_of(node.routes, same_key)) return false;
  return std::ranges::any_of(node.interfaces, [&](const Interface& interface) {
    return interface.up && std::ranges::any_of(interface.addresses, [&](const Prefix& address) {
             return address.length < 32 && connected_route(interface, address) == route;
           });
  });
}

}  // namespace edge::sim
