#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology sasl_required(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto mechanism = read.text("mechanism", "");
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) {
    hub.sasl.required = true;
    if (!mechanism.empty()) hub.sasl.mechanisms = {mechanism};
  });
}

}  // namespace edge::sim
