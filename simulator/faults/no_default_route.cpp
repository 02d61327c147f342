#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology no_default_route(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  auto& node = read.node(topology, "at");
  const auto interface = read.text("interface", "");
  read.finish();
  const auto removed = std::erase_if(node.routes, [&](const Route& route) {
    const bool meant = interface.empty() || route.interface == interface;
    return meant && route.destination.length == 0;
  });
  if (removed == 0) {
    const auto over = interface.empty() ? "" : " over " + interface;
    throw ParameterError("at", "'at': " + node.name + " has no default route" + over);
  }
  return topology;
}

}  // namespace edge::sim
