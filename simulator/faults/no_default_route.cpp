#include "simulator/faults/change.hpp"

namespace edge::sim {

Topology no_default_route(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  auto& node = read.node(topology, "at");
  read.finish();
  const auto removed =
      std::erase_if(node.routes, [](const Route& route) { return route.destination.length == 0; });
  if (removed == 0) throw std::invalid_argument("'at': " + node.name + " has no default route");
  return topology;
}

}  // namespace edge::sim
