#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology wire_down(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  read.wire(topology).up = false;
  read.finish();
  return topology;
}

}  // namespace edge::sim
