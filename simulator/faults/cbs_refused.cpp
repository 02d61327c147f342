#include "simulator/faults/change.hpp"

namespace edge::sim {

Topology cbs_refused(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const int status = read.number("status", 300, 599, 500);
  const auto description = read.text("description", "The service cannot verify the token now.");
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) {
    hub.cbs.status = status;
    hub.cbs.description = description;
  });
}

}  // namespace edge::sim
