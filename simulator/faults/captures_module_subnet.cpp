// A VPN that pushes the module network's own prefix (AnyConnect without "allow local LAN access"):
// with vpnc-script's `ip route replace`, the route takes the place of the bridge's connected one.
// What the module sends gets out, the answers go into the tunnel. The client watches the table and
// puts its routes back.
#include "simulator/topology/look_up.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/faults/vpn/takeover.hpp"

namespace edge::sim {

Topology captures_module_subnet(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto guard = read.duration("guard", std::chrono::seconds{1});
  read.finish();
  const auto network = module_network(topology);
  std::vector<Prefix> captured;
  for (const auto& address : network.bridge.addresses) captured.push_back(network_of(address));
  connect_vpn(topology, kVpncDefault, {captured, false});
  network.host.route_guard = guard;
  return topology;
}

}  // namespace edge::sim
