// The links of one connection, from the client's ATTACH to the end of each: what Proton tells of
// them, the messages on them up to the node that a link leads to (nodes/), and what they hold.
#pragma once

#include <proton/delivery.h>
#include <proton/session.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/amqp/message.hpp"
#include "simulator/hub/amqp/connection_context.hpp"
#include "simulator/hub/amqp/hub_link.hpp"

namespace edge::sim {

class HubConnection;

class HubLinks {
 public:
  /// Of `connection`, of which this is a part.
  explicit HubLinks(HubConnection& connection);

  // What Proton tells of the client.
  void on_attach(pn_link_t* handle);
  void on_detach(pn_link_t* handle);
  /// The client has ended `session`: its links are gone.
  void on_end(pn_session_t* session);
  void on_flow(pn_link_t* handle);
  void on_delivery(pn_delivery_t* delivery);

  // What the cloud does, for the links of an identity.
  /// Their nodes send what waits, if the client takes it.
  void send_waiting(const Identity& identity);
  void desired_changed(const Identity& identity, const std::string& patch);
  /// Whether any was open.
  bool detach(const Identity& identity, const AmqpCondition& why);
  void detach_all(const AmqpCondition& why);

  /// Any open link of this kind; `channel` narrows it down. Null if the client has none.
  HubLink* find(LinkKind kind, const Identity& identity, LinkSide side,
                const std::string& channel = {});
  /// Whether there is an open link of `kind` on which the hub may send to `identity`.
  bool can_send(LinkKind kind, const Identity& identity) const;
  bool is_in_flight(const Identity& identity, std::uint64_t sequence) const;
  /// Queues `message` on a link the hub sends on; settled at once if the client asked for that.
  /// Gives the delivery if not.
  pn_delivery_t* send(HubLink& link, const proton::message& message);
  /// Bytes that Proton and we keep for the client's links and messages, near enough.
  std::size_t buffered() const;

 private:
  const ConnectionContext& context() const;
  std::vector<HubLink*> in_order();
  pn_link_t* handle_of(LinkKind kind, const Identity& identity, LinkSide side,
                       const std::string& channel) const;
  void forget(pn_link_t* handle);
  /// `remark` follows the address in what is told of it.
  void refuse(pn_link_t* handle, const AmqpCondition& why, const Identity& identity = {},
              std::string_view remark = {});
  std::optional<AmqpCondition> refusal_of(const HubLink& link) const;
  void send_waiting_on(HubLink& link);
  void on_transfer(HubLink& link, pn_delivery_t* delivery);

  HubConnection& connection_;
  MessageInbox inbox_;
  std::map<pn_link_t*, HubLink> links_;
  std::size_t attach_sizes_ = 0;  // of all links, refused ones too
  std::uint32_t sent_ = 0;        // messages; their delivery tags
};

}  // namespace edge::sim
