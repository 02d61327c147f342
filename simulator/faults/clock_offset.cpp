#include "simulator/faults/change.hpp"

namespace edge::sim {

/// Sets a clock wrong: a node's, or for the hub the clock that tokens are held against as well.
Topology clock_offset(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto& node = read.node(topology, "at");
  const auto by = read.duration("by");
  read.finish();
  topology.clock_offsets[node.name] += by;
  return topology;
}

}  // namespace edge::sim
