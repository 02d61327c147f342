// What the hub sends on a connection: from its nodes and for others, as far as the client takes it.
#include <proton/transport.h>

#include <algorithm>

#include "common/amqp/endpoint_facts.hpp"
#include "simulator/hub/connection.hpp"
#include "simulator/hub/nodes/link_node.hpp"

namespace edge::sim {
namespace {

constexpr int kUnsent = 100;  // messages of one link for which the client gives no credit

}  // namespace

void HubConnection::look_again(const Identity& identity) {
  for (auto& [handle, link] : links_) {
    if (link.address.identity == identity) offer(link);
  }
  pump_.wake();
}

void HubConnection::desired_changed(const Identity& identity, const std::string& patch) {
  for (auto& [handle, link] : links_) {
    if (!link.wants_desired || link.address.identity != identity) continue;
    if (link.changes.size() == hub_->limits.twin_changes) link.changes.pop_front();
    link.changes.push_back(patch);
    offer(link);
  }
  pump_.wake();
}

bool HubConnection::listens(const Identity& identity, LinkKind kind) const {
  return std::ranges::any_of(links_, [&](const auto& entry) {
    const HubLink& link = entry.second;
    return link.address.kind == kind && link.address.identity == identity &&
           link.side == LinkSide::hub_sends && link.open();
  });
}

/// Lets the link's node send what waits, if the client takes it.
void HubConnection::offer(HubLink& link) {
  const auto on_credit = node_of(link.address.kind).on_credit;
  const bool may_send = link.side == LinkSide::hub_sends && link.open();
  if (on_credit && may_send && pn_link_credit(link.handle) > 0) on_credit(*this, link);
}

HubLink* HubConnection::find_link(LinkKind kind, const Identity& identity, LinkSide side,
                                  const std::string& channel) {
  for (auto& [handle, link] : links_) {
    const bool same = link.address.kind == kind && link.address.identity == identity;
    const bool fits = same && link.side == side && link.open();
    if (fits && (channel.empty() || link.channel == channel)) return &link;
  }
  return nullptr;
}

pn_delivery_t* HubConnection::send(HubLink& link, const proton::message& message) {
  if (pn_link_queued(link.handle) > kUnsent) {  // it asks, and takes no answers
    close(error("amqp:resource-limit-exceeded", 429001, "Too many answers wait for credit"));
    return nullptr;
  }
  const bool settled = pn_link_snd_settle_mode(link.handle) == PN_SND_SETTLED;
  // The C# SDK reads a cloud message's lock token, a GUID, from its delivery's tag.
  const bool locked = link.address.kind == LinkKind::cloud_messages;
  std::string tag(locked ? 16 : 4, '\0');
  const std::uint32_t number = ++sent_;
  for (int i = 0; i < 4; ++i) tag[i] = static_cast<char>(number >> (24 - 8 * i));
  return send_message(link.handle, message, tag, settled);
}

bool HubConnection::is_out(const Identity& identity, std::uint64_t sequence) const {
  return std::ranges::any_of(links_, [&](const auto& entry) {
    const HubLink& link = entry.second;
    return link.address.identity == identity && link.open() && link.out.contains(sequence);
  });
}

void HubConnection::note(const Identity& identity, bool to_device, std::string_view what,
                         std::string_view body) const {
  if (!hub_->on_message) return;
  hub_->on_message({clock(), identity, to_device, std::string(what), std::string(body)});
}

void HubConnection::write_pending() { pn_transport_pending(pump_.transport()); }

void HubConnection::detach(HubLink& link, const AmqpCondition& why) {
  set_condition(pn_link_condition(link.handle), why.condition, why.description);
  pn_link_close(link.handle);
}

}  // namespace edge::sim
