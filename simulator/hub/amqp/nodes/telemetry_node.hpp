// The node .../messages/events: what a device reports, one message or a batch of them.
#pragma once

#include "simulator/hub/amqp/nodes/link_node.hpp"

namespace edge::sim {

void take_telemetry(HubConnection& connection, HubLink& link, pn_delivery_t* delivery,
                    const std::vector<char>& encoded);

}  // namespace edge::sim
