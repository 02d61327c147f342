// The node .../methods/deviceBound: direct methods go out to the client, its answers come back on
// the other link of the pair.
#pragma once

#include "simulator/hub/amqp/nodes/link_node.hpp"

namespace edge::sim {

void send_method_calls(HubConnection& connection, HubLink& link);
/// An answer that nobody waits for any more is dropped.
void take_method_answer(HubConnection& connection, HubLink& link, pn_delivery_t* delivery,
                        const std::vector<char>& encoded);

}  // namespace edge::sim
