// The $cbs node: a put-token message in, the answer out. The judgement is ../put_token.hpp's.
#pragma once

#include "simulator/hub/amqp/nodes/link_node.hpp"

namespace edge::sim {

void take_put_token(HubConnection& connection, HubLink& link, pn_delivery_t* delivery,
                    const std::vector<char>& encoded);

}  // namespace edge::sim
