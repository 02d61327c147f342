// Connects a VPN client of some style: the machine's end and the gateway's. Not for what the tunnel
// does to packets (egress.hpp) nor for what each client's routes are (styles.hpp).
#pragma once

#include "simulator/faults/vpn/styles.hpp"

namespace edge::sim {

/// The machine a VPN client runs on: the host of a container, or the device itself.
Node& vpn_machine(Topology& topology);
/// Throws std::invalid_argument if the topology has none.
Node& vpn_gateway(Topology& topology);

/// The default route that counts: of table main, with the lowest metric. Throws
/// std::invalid_argument without one.
Route uplink_of(const Node& machine);

struct VpnOrders {
  std::vector<Prefix> routes;  // into the tunnel; empty: everything
  bool lan_allowed = false;
};

/// Adds the tunnel and lets the client do what it does. Throws std::invalid_argument where there is
/// no gateway or the machine has no default route.
void connect_vpn(Topology& topology, const VpnStyle& style, const VpnOrders& orders);

}  // namespace edge::sim
