// OpenVPN with "redirect-gateway def1": route.c, redirect_default_route_to_vpn(); seen with 2.6.14:
//   ip route add SERVER/32 via OLD-GATEWAY
//   ip route add 0.0.0.0/1 via 10.8.0.1        both halves beat the default route, which stays
//   ip route add 128.0.0.0/1 via 10.8.0.1
// Split: each pushed "route NETWORK MASK" is `ip route add NETWORK/N via 10.8.0.1` (add_route()),
// and nothing else.
#include "simulator/faults/vpn/openvpn.hpp"

namespace edge::sim {

void openvpn_routes(Node& machine, const VpnSite& site) {
  if (site.full()) {
    machine.routes.push_back(bypass(site));
    for (const auto* half : {"0.0.0.0/1", "128.0.0.0/1"}) {
      machine.routes.push_back(into_tunnel_via(prefix_literal(half), "tun0", site.inside));
    }
  }
  for (const auto& prefix : site.routes) {
    machine.routes.push_back(into_tunnel_via(prefix, "tun0", site.inside));
  }
}

constinit const VpnStyle kOpenvpnDef1{.name = "openvpn-def1",
                                      .interface = "tun0",
                                      .client = "10.8.0.6/24",
                                      .gateway = "10.8.0.1/24",
                                      .port = 1194,
                                      .mtu = 1500,
                                      .overhead = kOpenvpnOverhead,
                                      .connect = openvpn_routes};

}  // namespace edge::sim
