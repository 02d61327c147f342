#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology hub_slow(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto by = read.duration("by", std::chrono::seconds{2});
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) { hub.connection.answer_delay = by; });
}

}  // namespace edge::sim
