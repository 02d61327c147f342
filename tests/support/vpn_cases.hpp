// Topologies for tests of VPN tunnels, the same in both worlds: a device with a VPN client of some
// style, and the two ways to break its tunnel.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "simulator/faults/faults.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/faults/vpn/styles.hpp"
#include "simulator/topologies/site.hpp"
#include "simulator/topologies/topologies.hpp"

namespace edge::sim::test {

/// A device on the site's LAN whose VPN takes everything and lets it out.
inline Topology connected(const VpnStyle& style) {
  const Parameters with{{"style", std::string{style.name}}, {"egress", "pass"}};
  return find_fault(fault_rows(), "vpn-full-tunnel")
      ->applied_to(find_topology("direct")->built({}), with);
}

/// No route to the server of its own, no exception for it, no mark on the tunnel's packets.
inline Topology without_bypass(Topology topology) {
  Node& device = probe_node(topology);
  std::erase_if(device.routes, [](const Route& route) {
    return route.destination == one_address(ip(kVpnServer));
  });
  device.tunnels.front().mark = 0;
  return topology;
}

inline Topology with_port_dropped(Topology topology, const VpnStyle& style) {
  Match port;
  port.protocol = Protocol::udp;
  port.destination_port = style.port;
  put_first(*find_node(topology, "site-router"), Hook::forward, port, Drop{}, "test");
  return topology;
}

inline std::string name_of_style(const ::testing::TestParamInfo<const VpnStyle*>& info) {
  std::string name{info.param->name};
  std::ranges::replace(name, '-', '_');
  return name;
}

}  // namespace edge::sim::test
