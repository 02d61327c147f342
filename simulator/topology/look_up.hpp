// What both worlds ask of a topology's values.
#pragma once

#include <string>

#include "simulator/topology/topology.hpp"

namespace edge {

/// Null if there is none of that name.
const Node* find_node(const Topology& topology, std::string_view name);
Node* find_node(Topology& topology, std::string_view name);
const Interface* find_interface(const Node& node, const std::string& name);
bool has_address(const Interface& interface, const IpAddress& address);
/// Of one of its interfaces, also one that is down.
bool has_address(const Node& node, const IpAddress& address);
/// On the network of one of its addresses.
bool is_on_link(const Interface& interface, const IpAddress& address);
/// CHECKs that the port exists, which validate.hpp promises for the ends of wires.
const Interface& interface_at(const Topology& topology, const Port& port);

inline bool is_default(const Route& route) { return route.destination.length == 0; }

/// The clock of `node` minus the true one.
Duration clock_offset(const Topology& topology, const std::string& node);

}  // namespace edge
