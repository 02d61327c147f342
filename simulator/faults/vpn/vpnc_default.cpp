// openconnect, the open client of Cisco AnyConnect (and vpnc): vpnc-script, do_ifconfig(),
// set_vpngateway_route(), set_default_route(), set_network_route():
//   ip route add SERVER via OLD-GATEWAY dev UPLINK src OWN-ADDRESS     from `ip route get SERVER`
//   ip link set dev tun0 up mtu 1412 ; ip addr add 10.8.0.6/32 peer 10.8.0.6 dev tun0
//   ip route replace 10.8.0.0/24 dev tun0                              the tunnel's own network
//   ip route replace default dev tun0                                  the old default is gone
// Split: `ip route replace PREFIX dev tun0` per CISCO_SPLIT_INC, which also takes the place of a
// connected route. resolv.conf is only rewritten when the server names DNS servers: this one names
// none.
#include <algorithm>

#include "common/topology/look_up.hpp"
#include "simulator/faults/vpn/styles.hpp"

namespace edge::sim {
namespace {

void replace(Node& machine, const Prefix& destination) {
  std::erase_if(machine.routes, [&](const Route& route) {
    return route.table == kMainTable && route.metric == 0 && route.destination == destination;
  });
  machine.routes.push_back(into_tunnel(destination, "tun0"));
}

void connect(Node& machine, const VpnSite& site) {
  Route to_server = bypass(site);
  to_server.metric = 0;  // `ip route get` tells none
  const auto& own = find_interface(machine, site.uplink.interface)->addresses;
  if (!own.empty()) to_server.source = own.front().address;
  machine.routes.push_back(to_server);
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
                                      .mtu = 1412,
                                      .overhead = 66,
                                      .connect = connect};

}  // namespace edge::sim
