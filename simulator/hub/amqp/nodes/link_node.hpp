// What stands behind the addresses of a hub's links: one row per kind of node, each in a file of
// its own. A node acts on the connection it is given and on the state the hub keeps; it has none of
// its own.
#pragma once

#include <proton/delivery.h>

#include <proton/message.hpp>

#include "simulator/hub/amqp/hub_connection.hpp"

namespace edge::sim {

/// Who may send on a link to the node.
enum class LinkWays { client_sends, hub_sends, both };

struct LinkNode {
  LinkKind kind;
  LinkWays ways;  // attaches the other way round are refused
  /// A whole message of the client, encoded. The node settles `delivery`, with accept() or
  /// reject(). Null where the client cannot send.
  void (*on_message)(HubConnection&, HubLink&, pn_delivery_t* delivery,
                     const std::vector<char>& encoded);
  /// The client may be sent something on `link`: it has given credit, or something new waits for
  /// its identity. Null: nothing is ever sent unasked.
  void (*on_credit)(HubConnection&, HubLink&);
  /// The client has said what became of what was sent to it; `delivery` is settled after this. Null
  /// where that does not matter.
  void (*on_outcome)(HubConnection&, HubLink&, pn_delivery_t* delivery);
};

const LinkNode& node_of(LinkKind kind);
bool has_way(const LinkNode& node, LinkSide side);

void accept(pn_delivery_t* delivery);
void reject(pn_delivery_t* delivery, const AmqpCondition& why);

}  // namespace edge::sim
