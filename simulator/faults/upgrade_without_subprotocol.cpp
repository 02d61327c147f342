#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology upgrade_without_subprotocol(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  return with_hub(std::move(topology), [](HubService& hub) { hub.websocket.subprotocol = false; });
}

}  // namespace edge::sim
