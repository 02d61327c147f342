#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology amqp_closed(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto condition = read_condition(
      read, {"amqp:connection:forced", "The connection was closed by the service."});
  read.finish();
  return with_hub(std::move(topology),
                  [&](HubService& hub) { hub.close_after_open = condition; });
}

}  // namespace edge::sim
