#include "simulator/faults/change.hpp"

namespace edge::sim {

Topology wire_down(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto a = read.node(topology, "from").name;
  const auto b = read.node(topology, "to").name;
  read.finish();
  for (auto& wire : topology.wires) {
    const bool between = (wire.a.node == a && wire.b.node == b) ||
                         (wire.a.node == b && wire.b.node == a);
    if (!between) continue;
    wire.up = false;
    return topology;
  }
  throw std::invalid_argument("no wire joins " + a + " and " + b);
}

}  // namespace edge::sim
