// The routes that a node of a topology has in a kernel: its own, and those that addresses bring.
#pragma once

#include <map>
#include <tuple>

#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// Table, destination, its length, metric. Routes of equal key cannot stand side by side after
/// `ip route replace`.
using RouteKey = std::tuple<int, IpAddress, int, int>;
RouteKey key_of(const Route& route);

/// As the kernel tells them again.
std::map<RouteKey, Route> wanted_routes(const Node& node);

/// Whether `route` is a connected one beside an equal one that came first: the kernel keeps both,
/// and uses the first.
bool stands_second(const Node& node, const Route& route);

}  // namespace edge::sim
