// An IoT hub's error as a behaviour of a topology. Which errors there are: common/iothub.
#pragma once

#include "common/iothub/hub_errors.hpp"
#include "simulator/topology/amqp_condition.hpp"

namespace edge::sim {

/// Its description is the hub's JSON without tracking id and time, which the hub adds when it sends
/// it (amqp_personality.hpp, worded()).
AmqpCondition hub_error_condition(const HubErrorRow& row);

}  // namespace edge::sim
