// The node .../messages/deviceBound: what the cloud has queued for an identity goes out in order,
// as far as the client's credit allows, and stays queued until the client accepts or rejects it.
#pragma once

#include "simulator/hub/amqp/nodes/link_node.hpp"

namespace edge::sim {

void send_cloud_messages(HubConnection& connection, HubLink& link);
/// Accepted and rejected ones are done with. Released and modified ones, and those settled without
/// an outcome, are sent again.
void take_outcome(HubConnection& connection, HubLink& link, pn_delivery_t* delivery);

}  // namespace edge::sim
