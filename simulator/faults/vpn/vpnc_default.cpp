// openconnect, the open client of Cisco AnyConnect (and vpnc): vpnc-script, do_ifconfig(),
// set_vpngateway_route(), set_default_route(), set_network_route(); seen with openconnect 9.01,
// vpnc-scripts of May 2022 and ocserv 1.1.6:
//   ip route add SERVER via OLD-GATEWAY dev UPLINK     for every route that leads to the server,
//                                                      with its source and metric if it has them
//   ip link set dev tun0 up mtu 1434 ; ip addr add 10.8.0.6/32 peer 10.8.0.6 dev tun0
//   ip route replace 10.8.0.0/24 dev tun0              the tunnel's own network
//   ip route replace default dev tun0                  the old default is gone
// Split: `ip route replace PREFIX dev tun0` per CISCO_SPLIT_INC, which also takes the place of a
// connected route. resolv.conf is only rewritten when the server names DNS servers: this one names
// none. The MTU is the server's: what DTLS leaves of a line of 1500 bytes.
#include <algorithm>
#include <limits>
#include <vector>

#include "simulator/faults/vpn/styles.hpp"

namespace edge::sim {
namespace {

void replace(Node& machine, const Prefix& destination) {
  std::erase_if(machine.routes, [&](const Route& route) {
    return route.table == kMainTable && route.metric == 0 && route.destination == destination;
  });
  machine.routes.push_back(into_tunnel(destination, "tun0"));
}

/// In order of their metrics, none last; a second one of equal metric is refused by the kernel.
void bypass_by_every_route(Node& machine, const IpAddress& server) {
  const auto rank = [](const Route& route) {
    return route.metric == 0 ? std::numeric_limits<int>::max() : route.metric;
  };
  std::vector<Route> to_server;
  for (const auto& route : machine.routes) {
    if (route.table == kMainTable && route.destination.contains(server)) to_server.push_back(route);
  }
  std::ranges::stable_sort(to_server, {}, rank);
  for (auto& route : to_server) {
    route.destination = one_address(server);
    const bool there = std::ranges::any_of(machine.routes, [&](const Route& known) {
      return known.table == kMainTable && known.destination == route.destination &&
             known.metric == route.metric;
    });
    if (!there) machine.routes.push_back(route);
  }
}

void connect_vpnc_default(Node& machine, const VpnSite& site) {
  bypass_by_every_route(machine, site.server);
  replace(machine, prefix_literal("10.8.0.0/24"));
  if (site.full()) replace(machine, everything());
  for (const auto& prefix : site.routes) replace(machine, prefix);
}

}  // namespace

// DTLS 1.2 with AES-GCM: IP 20, UDP 8, record header 13, nonce 8, tag 16, type of the packet 1.
constinit const VpnStyle kVpncDefault{.name = "vpnc-default",
                                      .interface = "tun0",
                                      .client = "10.8.0.6/32",
                                      .gateway = "10.8.0.1/24",
                                      .port = 443,
                                      .mtu = 1434,
                                      .overhead = 66,
                                      .connect = connect_vpnc_default};

}  // namespace edge::sim
