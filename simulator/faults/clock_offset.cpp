#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology clock_offset(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto& node = read.node(topology, "at");
  const bool ahead = read.choice("direction", {"ahead", "behind"}) == "ahead";
  const auto by = read.duration("by");
  read.finish();
  topology.clock_offsets[node.name] += ahead ? by : -by;
  return topology;
}

}  // namespace edge::sim
