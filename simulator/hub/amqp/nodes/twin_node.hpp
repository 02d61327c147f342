// The node .../twin: requests for the device's twin, answers and changes of its desired half. A
// request names its operation in annotations, the answer its status; what an answer belongs to is
// said by properties.correlation-id, and by the lack of one that it is a change (the C# SDK's
// AmqpIotSendingLink.cs, the Node SDK's amqp_twin_client.js).
#pragma once

#include "simulator/hub/amqp/nodes/link_node.hpp"

namespace edge::sim {

void take_twin_request(HubConnection& connection, HubLink& link, pn_delivery_t* delivery,
                       const std::vector<char>& encoded);
void send_twin_changes(HubConnection& connection, HubLink& link);

}  // namespace edge::sim
