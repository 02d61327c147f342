#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology port_dropped(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  auto& node = read.node(topology, "at");
  const auto port = read.port("port", 5671);
  const auto hook = read_hook(read, topology, node);
  read.finish();
  put_first(node, hook, tcp_to(port), Drop{}, "fault: port dropped");
  return topology;
}

}  // namespace edge::sim
