#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology heartbeats_stop(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  return with_hub(std::move(topology), [](HubService& hub) { hub.connection.heartbeats = false; });
}

}  // namespace edge::sim
