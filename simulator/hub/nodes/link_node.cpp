#include "simulator/hub/nodes/link_node.hpp"

#include <proton/disposition.h>

#include <algorithm>
#include <array>

#include "common/amqp/endpoint_facts.hpp"

namespace edge::sim {

// One file each in this folder.
void take_put_token(HubConnection&, HubLink&, pn_delivery_t*, const proton::message&);
void take_telemetry(HubConnection&, HubLink&, pn_delivery_t*, const proton::message&);

namespace {

constexpr std::array kNodes{
    LinkNode{LinkKind::cbs, take_put_token, nullptr, nullptr},
    LinkNode{LinkKind::telemetry, take_telemetry, nullptr, nullptr},
    LinkNode{LinkKind::cloud_messages, nullptr, nullptr, nullptr},
    LinkNode{LinkKind::methods, nullptr, nullptr, nullptr},
    LinkNode{LinkKind::twin, nullptr, nullptr, nullptr},
    LinkNode{LinkKind::inputs, nullptr, nullptr, nullptr},
};

}  // namespace

const LinkNode& node_of(LinkKind kind) {
  return *std::ranges::find(kNodes, kind, &LinkNode::kind);
}

void accept(pn_delivery_t* delivery) {
  pn_delivery_update(delivery, PN_ACCEPTED);
  pn_delivery_settle(delivery);
}

void reject(pn_delivery_t* delivery, const AmqpCondition& why) {
  pn_condition_t* condition = pn_disposition_condition(pn_delivery_local(delivery));
  set_condition(condition, why.condition, why.description);
  pn_delivery_update(delivery, PN_REJECTED);
  pn_delivery_settle(delivery);
}

}  // namespace edge::sim
