#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology upgrade_refused(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const int status = read.number("status", 200, 599, 404);
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) { hub.websocket.status = status; });
}

}  // namespace edge::sim
