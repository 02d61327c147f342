#include "simulator/faults/change.hpp"

namespace edge::sim {

Topology amqp_closed(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  AmqpCondition condition;
  condition.condition = read.text("condition", "amqp:connection:forced");
  condition.description = read.text("description", "The connection was closed by the service.");
  read.finish();
  return with_hub(std::move(topology),
                  [&](HubService& hub) { hub.close_after_open = condition; });
}

}  // namespace edge::sim
