// HubConnection's links: from ATTACH to DETACH, and the messages between.
#include <proton/error.hpp>
#include <proton/session.h>

#include <algorithm>

#include "common/amqp/endpoint_facts.hpp"
#include "simulator/hub/amqp/connection.hpp"
#include "simulator/hub/amqp/nodes/link_node.hpp"
#include "simulator/hub/hub_errors.hpp"

namespace edge::sim {
namespace {

constexpr const char* kChannel = "com.microsoft:channel-correlation-id";
constexpr std::size_t kShownAddress = 256;
constexpr int kUnsent = 100;  // messages of one link for which the client gives no credit

bool is_outcome(std::uint64_t state) {
  return state == PN_ACCEPTED || state == PN_REJECTED || state == PN_RELEASED ||
         state == PN_MODIFIED;
}

/// The terminus that says where the client's link leads.
pn_terminus_t* remote_node(pn_link_t* link) {
  return pn_link_is_receiver(link) ? pn_link_remote_target(link) : pn_link_remote_source(link);
}

}  // namespace

std::vector<HubLink*> HubConnection::links_in_order() {
  std::vector<HubLink*> links;
  for (pn_link_t* each = pn_link_head(pump_.connection(), 0); each; each = pn_link_next(each, 0)) {
    const auto found = links_.find(each);
    if (found != links_.end()) links.push_back(&found->second);
  }
  return links;
}

void HubConnection::look_again(const Identity& identity) {
  for (HubLink* link : links_in_order()) {
    if (link->address.identity == identity) offer(*link);
  }
  pump_.wake();
}

void HubConnection::desired_changed(const Identity& identity, const std::string& patch) {
  for (HubLink* link : links_in_order()) {
    if (!link->wants_desired || link->address.identity != identity) continue;
    if (link->changes.size() == hub_->limits.twin_changes) link->changes.pop_front();
    link->changes.push_back(patch);
    offer(*link);
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

void HubConnection::on_attach(pn_link_t* link) {
  if (!count_endpoint()) return;
  links_size_ += size_of(link);
  const bool receives = pn_link_is_receiver(link);
  const auto address = parse_link_address(address_of(remote_node(link)), hub_->registry);
  if (!address) return refuse(link, error(404006));
  if (address->kind != LinkKind::cbs) {
    const Identity& identity = address->identity;
    const auto why = refusal_of(address->kind, receives, identity);
    if (why) return refuse(link, *why, identity);
    held_.insert(identity);
    if (LinkHolder* older = hub_->holders.take(identity, *this)) {
      older->throw_off(hub_error_condition(hub_error(400027)));
    }
  }
  if (address->kind == LinkKind::telemetry) ++hub_->seen.links;
  HubLink& made = links_[link];
  made.handle = link;
  made.address = *address;
  made.side = receives ? LinkSide::hub_receives : LinkSide::hub_sends;
  made.channel = property_text(pn_link_remote_properties(link), kChannel);
  accept(link);
}

void HubConnection::accept(pn_link_t* link) {
  pn_terminus_copy(pn_link_source(link), pn_link_remote_source(link));
  pn_terminus_copy(pn_link_target(link), pn_link_remote_target(link));
  pn_link_set_snd_settle_mode(link, pn_link_remote_snd_settle_mode(link));
  pn_link_set_rcv_settle_mode(link, pn_link_remote_rcv_settle_mode(link));
  pn_link_set_max_message_size(
      link, std::min(hub_->limits.message_size, personality().max_message_size));
  pn_link_open(link);
  if (pn_link_is_receiver(link)) pn_link_flow(link, personality().credit);
}

/// As a hub does: ATTACH echoed with null source and target, then DETACH with the reason.
void HubConnection::refuse(pn_link_t* link, const AmqpCondition& why, const Identity& identity) {
  const std::string address = address_of(remote_node(link)).substr(0, kShownAddress);
  note_refusal(identity, "link " + address + " refused", why);
  set_null(pn_link_source(link));
  set_null(pn_link_target(link));
  pn_link_open(link);
  set_condition(pn_link_condition(link), why.condition, why.description);
  pn_link_close(link);
}

void HubConnection::on_detach(pn_link_t* link) {
  pn_link_detach(link);  // nothing to do when it is closed already
  forget(link);
}

void HubConnection::forget(pn_link_t* link) {
  inbox_.forget(link);
  links_.erase(link);
  links_size_ -= size_of(link);
  pn_link_free(link);
  --endpoints_;
}

void HubConnection::on_flow(pn_link_t* link) {
  const auto found = links_.find(link);
  if (found == links_.end() || found->second.side == LinkSide::hub_receives) return;
  offer(found->second);
  if (pn_link_get_drain(link)) pn_link_drained(link);  // else the client waits for the rest
}

void HubConnection::on_delivery(pn_delivery_t* delivery) {
  const auto found = links_.find(pn_delivery_link(delivery));
  if (found == links_.end() || !found->second.open()) return discard(delivery);
  if (found->second.side == LinkSide::hub_receives) return on_transfer(found->second, delivery);
  if (!pn_delivery_updated(delivery)) return;
  if (!pn_delivery_settled(delivery) && !is_outcome(pn_delivery_remote_state(delivery))) return;
  const auto on_outcome = node_of(found->second.address.kind).on_outcome;
  if (on_outcome) on_outcome(*this, found->second, delivery);
  pn_delivery_settle(delivery);
}

void HubConnection::on_transfer(HubLink& link, pn_delivery_t* delivery) {
  pn_link_t* handle = link.handle;
  const auto encoded = inbox_.take_encoded(delivery);
  if (!encoded) return close(error(413001));
  if (!*encoded) return;
  if (const auto on_message = node_of(link.address.kind).on_message) {
    try {
      on_message(*this, link, delivery, **encoded);
    } catch (const proton::error& problem) {  // one client's message must not end the hub
      return close({"amqp:decode-error", problem.what()});
    }
  } else {
    sim::accept(delivery);
  }
  const int credit = personality().credit;
  if (pn_link_credit(handle) < credit / 2) pn_link_flow(handle, credit - pn_link_credit(handle));
  if (link.address.kind != LinkKind::telemetry) return;
  dropped_ = ++telemetry_ == service().connection.ends_after_messages;
}

HubLink* HubConnection::find_link(LinkKind kind, const Identity& identity, LinkSide side,
                                  const std::string& channel) {
  pn_link_t* each = pn_link_head(pump_.connection(), 0);
  for (; each; each = pn_link_next(each, 0)) {
    const auto found = links_.find(each);
    if (found == links_.end()) continue;
    HubLink& link = found->second;
    const bool same = link.address.kind == kind && link.address.identity == identity;
    const bool fits = same && link.side == side && link.open();
    if (fits && (channel.empty() || link.channel == channel)) return &link;
  }
  return nullptr;
}

pn_delivery_t* HubConnection::send(HubLink& link, const proton::message& message) {
  if (pn_link_queued(link.handle) > kUnsent) {  // it asks, and takes no answers
    close({"amqp:resource-limit-exceeded", "Too many answers wait for credit"});
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

void HubConnection::detach(HubLink& link, const AmqpCondition& why) {
  set_condition(pn_link_condition(link.handle), why.condition, why.description);
  pn_link_close(link.handle);
}

}  // namespace edge::sim
