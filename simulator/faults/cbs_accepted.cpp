#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology cbs_accepted(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const bool later = read.choice("status", {"200", "202"}, "200") == "202";
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) {
    hub.cbs.status = later ? 202 : 200;
    hub.cbs.description = later ? "Accepted" : "OK";
  });
}

}  // namespace edge::sim
