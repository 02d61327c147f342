#include "simulator/faults/vpn/egress.hpp"
#include "simulator/faults/vpn/takeover.hpp"

namespace edge::sim {

/// Only some prefixes go into the tunnel, by the style's own way of adding routes.
Topology vpn_split_tunnel(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto& style = read_vpn_style(read);
  const auto egress = read_egress(read);
  const auto routes = read.prefixes("routes", "198.51.100.0/24");
  read.finish();
  connect_vpn(topology, style, {routes, false});
  apply_egress(topology, vpn_machine(topology), vpn_gateway(topology), style, egress);
  return topology;
}

}  // namespace edge::sim
