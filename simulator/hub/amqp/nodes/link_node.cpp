#include "simulator/hub/amqp/nodes/link_node.hpp"

#include <proton/disposition.h>

#include <algorithm>
#include <array>

#include "common/amqp/endpoint_facts.hpp"
#include "simulator/hub/amqp/nodes/cbs_node.hpp"
#include "simulator/hub/amqp/nodes/cloud_messages_node.hpp"
#include "simulator/hub/amqp/nodes/methods_node.hpp"
#include "simulator/hub/amqp/nodes/telemetry_node.hpp"
#include "simulator/hub/amqp/nodes/twin_node.hpp"

namespace edge::sim {
namespace {

constexpr std::array kNodes{
    LinkNode{LinkKind::cbs, LinkWays::both, take_put_token, nullptr, nullptr},
    LinkNode{LinkKind::telemetry, LinkWays::client_sends, take_telemetry, nullptr, nullptr},
    LinkNode{LinkKind::cloud_messages, LinkWays::hub_sends, nullptr, send_cloud_messages,
             take_outcome},
    LinkNode{LinkKind::methods, LinkWays::both, take_method_answer, send_method_calls, nullptr},
    LinkNode{LinkKind::twin, LinkWays::both, take_twin_request, send_twin_changes, nullptr},
    LinkNode{LinkKind::inputs, LinkWays::hub_sends, nullptr, nullptr, nullptr},
};

}  // namespace

const LinkNode& node_of(LinkKind kind) {
  return *std::ranges::find(kNodes, kind, &LinkNode::kind);
}

bool has_way(const LinkNode& node, LinkSide side) {
  return node.ways == LinkWays::both ||
         (node.ways == LinkWays::client_sends) == (side == LinkSide::hub_receives);
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
