#include "simulator/faults/vpn/egress.hpp"
#include "simulator/faults/vpn/takeover.hpp"

namespace edge::sim {

Topology vpn_full_tunnel(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto& style = read_vpn_style(read);
  const auto egress = read_egress(read);
  read.finish();
  connect_vpn(topology, style, {});
  apply_egress(topology, vpn_machine(topology), vpn_gateway(topology), style, egress);
  return topology;
}

}  // namespace edge::sim
