#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology port_reset(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  auto& node = read.node(topology, "at");
  const auto port = read.port("port", 5671);
  read.finish();
  put_first(node, hook_of(topology, node), tcp_to(port), Reject{RejectKind::tcp_reset},
            "fault: port reset");
  return topology;
}

}  // namespace edge::sim
