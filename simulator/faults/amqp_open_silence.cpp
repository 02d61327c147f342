#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology amqp_open_silence(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  return with_hub(std::move(topology),
                  [](HubService& hub) { hub.amqp = AmqpBehaviour::open_unanswered; });
}

}  // namespace edge::sim
