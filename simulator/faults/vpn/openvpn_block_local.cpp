// OpenVPN with "redirect-gateway def1 block-local": as openvpn-def1, and route.c,
// add_block_local() and add_block_local_item(); seen with 2.6.14:
//   ip route add LAN-GATEWAY/32 via LAN-GATEWAY        add_bypass_address(): the gateway stays
//   ip route add LAN-LOWER-HALF via 10.8.0.1           every network of the uplink's interface
//   ip route add LAN-UPPER-HALF via 10.8.0.1
// Other interfaces, container bridges among them, are left alone. Split: "redirect-private" takes
// the same flags without redirecting the default route; the bypass to the server is added as well.
#include <boost/asio/ip/address.hpp>

#include "simulator/faults/vpn/openvpn.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

void connect_openvpn_block_local(Node& machine, const VpnSite& site) {
  if (!site.full()) machine.routes.push_back(bypass(site));
  openvpn_routes(machine, site);
  Route gateway = site.uplink;
  gateway.destination = one_address(*site.uplink.gateway);
  machine.routes.push_back(gateway);
  for (const auto& address : find_interface(machine, site.uplink.interface)->addresses) {
    if (address.length > 30) continue;
    const Prefix lower{first_address(address), address.length + 1};
    const Prefix upper{next_address(last_address(lower)), lower.length};
    machine.routes.push_back(into_tunnel_via(lower, "tun0", site.inside));
    machine.routes.push_back(into_tunnel_via(upper, "tun0", site.inside));
  }
}

}  // namespace

constinit const VpnStyle kOpenvpnBlockLocal{.name = "openvpn-block-local",
                                            .interface = "tun0",
                                            .client = "10.8.0.6/24",
                                            .gateway = "10.8.0.1/24",
                                            .port = 1194,
                                            .mtu = 1500,
                                            .overhead = kOpenvpnOverhead,
                                            .connect = connect_openvpn_block_local};

}  // namespace edge::sim
