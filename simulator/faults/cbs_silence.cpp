#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology cbs_silence(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  return with_hub(std::move(topology), [](HubService& hub) { hub.cbs.silent = true; });
}

}  // namespace edge::sim
