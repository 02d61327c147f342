#include "simulator/faults/change.hpp"

namespace edge::sim {

Topology link_refused(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  AmqpCondition condition;
  condition.condition = read.text("condition", "amqp:unauthorized-access");
  const std::string json = R"({"errorCode":401002,"message":"Unauthorized"})";
  condition.description = read.text("description", json);
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) { hub.refuse_link = condition; });
}

}  // namespace edge::sim
