#include <stdexcept>

#include "simulator/faults/vpn/egress.hpp"
#include "simulator/faults/vpn/takeover.hpp"

namespace edge::sim {

Topology vpn_full_tunnel(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto& style = read_vpn_style(read);
  const auto egress = read_egress(read);
  const bool lan = read.choice("lan", {"as-usual", "allowed"}, "as-usual") == "allowed";
  read.finish();
  if (lan && !style.has_lan_switch) {
    throw std::invalid_argument("'lan': the style has no such switch");
  }
  connect_vpn(topology, style, {{}, lan});
  apply_egress(topology, vpn_machine(topology), vpn_gateway(topology), style, egress);
  return topology;
}

}  // namespace edge::sim
