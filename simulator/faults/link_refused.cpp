#include "simulator/faults/helpers.hpp"
#include "simulator/hub/hub_errors.hpp"

namespace edge::sim {

Topology link_refused(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto condition = read_condition(read, hub_error_condition(hub_error(401002)));
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) { hub.refuse_link = condition; });
}

}  // namespace edge::sim
