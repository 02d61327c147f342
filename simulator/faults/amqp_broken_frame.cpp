#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology amqp_broken_frame(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto form = read.value<AmqpBehaviour>("form",
                                              {{"malformed", AmqpBehaviour::malformed_frame},
                                               {"too-large", AmqpBehaviour::oversized_frame}},
                                              true);
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) { hub.amqp = form; });
}

}  // namespace edge::sim
