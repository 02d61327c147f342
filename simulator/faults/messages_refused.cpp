#include "simulator/faults/helpers.hpp"
#include "simulator/hub/hub_errors.hpp"

namespace edge::sim {

Topology messages_refused(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto condition = read_condition(read, hub_error_condition(hub_error(403002)));
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) { hub.refuse_messages = condition; });
}

}  // namespace edge::sim
