#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology amqp_wrong_bytes(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto form = read.value<AmqpBehaviour>(
      "form", {{"header", AmqpBehaviour::wrong_header}, {"garbage", AmqpBehaviour::garbage}}, true);
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) { hub.amqp = form; });
}

}  // namespace edge::sim
