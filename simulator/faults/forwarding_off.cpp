#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology forwarding_off(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  auto& node = read.node(topology, "at");
  read.finish();
  if (!node.sysctls.ip_forward) {
    throw ParameterError("at", "'at': " + node.name + " does not forward anyway");
  }
  node.sysctls.ip_forward = false;
  return topology;
}

}  // namespace edge::sim
