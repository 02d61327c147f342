#include "simulator/hub/amqp/hub_links.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <proton/error.hpp>

#include "simulator/hub/amqp/hub_connection.hpp"
#include "simulator/hub/amqp/nodes/link_node.hpp"
#include "simulator/hub/registry_refusal.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kShownAddress = 256;
constexpr int kUnsent = 100;  // messages of one link for which the client gives no credit

bool is_outcome(std::uint64_t state) {
  return state == PN_ACCEPTED || state == PN_REJECTED || state == PN_RELEASED ||
         state == PN_MODIFIED;
}

/// One of a transaction, or of nothing that AMQP knows: Proton keeps it with the delivery.
bool is_unknown(std::uint64_t state) {
  return state != 0 && state != PN_RECEIVED && !is_outcome(state);
}

}  // namespace

HubLinks::HubLinks(HubConnection& connection)
    : connection_(connection), inbox_(connection.hub().limits().message_size) {}

const ConnectionContext& HubLinks::context() const { return connection_.context(); }

/// In the order in which they were attached, so that a run is as another of the same seed.
std::vector<HubLink*> HubLinks::in_order() {
  std::vector<HubLink*> links;
  pn_link_t* each = pn_link_head(connection_.endpoint(), 0);
  for (; each; each = pn_link_next(each, 0)) {
    const auto found = links_.find(each);
    if (found != links_.end()) links.push_back(&found->second);
  }
  return links;
}

void HubLinks::on_attach(pn_link_t* handle) {
  if (!connection_.count_endpoint()) return;
  attach_sizes_ += attach_size(handle);
  const DeviceHub& hub = context().hub();
  const auto address = parse_link_address(remote_address(handle), hub.registry());
  if (!address) return refuse(handle, context().error(404006));
  if (context().service().links_silent && address->kind != LinkKind::cbs) return;
  HubLink link = offered_link(handle, *address);
  if (address->kind != LinkKind::cbs) {
    if (const auto why = refusal_of(link)) return refuse(handle, *why, address->identity);
    if (!has_way(node_of(link.address.kind), link.side)) {
      return refuse(handle, context().error(404006), address->identity,
                    link.side == LinkSide::hub_sends ? " (only for sending)"
                                                     : " (only for receiving)");
    }
    connection_.serve(address->identity);
  }
  if (link.address.kind == LinkKind::telemetry) ++context().hub().observations().links;
  links_[handle] = std::move(link);
  accept_link(handle, context().personality(), hub.limits().message_size);
}

std::optional<AmqpCondition> HubLinks::refusal_of(const HubLink& link) const {
  const Identity& identity = link.address.identity;
  DeviceHub& hub = context().hub();
  const AmqpPersonality& personality = context().personality();
  const auto* why = registry_refusal(hub.registry(), identity);
  // To an edgeHub a disabled identity is one that it cannot authenticate, and it says no more
  // (Azure/iotedge, DeviceScopeTokenAuthenticator.cs).
  if (!connection_.may_use(identity) || (why && !personality.judges_tokens)) {
    const bool receives = link.side == LinkSide::hub_receives;
    return unauthorized_link(personality, link.address.kind, receives, hub.world(),
                             context().clock());
  }
  if (why) return context().error(why->code);
  const auto& refusal = context().service().refuse_link;
  if (refusal) return context().worded(*refusal);
  return std::nullopt;
}

void HubLinks::refuse(pn_link_t* handle, const AmqpCondition& why, const Identity& identity,
                      std::string_view remark) {
  const std::string address = remote_address(handle).substr(0, kShownAddress);
  context().note_refusal(identity, fmt::format("link {}{} refused", address, remark), why);
  refuse_link(handle, why);
}

void HubLinks::on_detach(pn_link_t* handle) {
  pn_link_detach(handle);  // nothing to do when it is closed already
  forget(handle);
}

void HubLinks::on_end(pn_session_t* session) {
  pn_link_t* next = pn_link_head(connection_.endpoint(), 0);
  while (pn_link_t* each = next) {
    next = pn_link_next(each, 0);
    if (pn_link_session(each) == session) forget(each);
  }
}

void HubLinks::forget(pn_link_t* handle) {
  inbox_.forget(handle);
  links_.erase(handle);
  attach_sizes_ -= attach_size(handle);
  pn_link_free(handle);
  connection_.release_endpoint();
}

void HubLinks::on_flow(pn_link_t* handle) {
  const auto found = links_.find(handle);
  if (found == links_.end() || found->second.side == LinkSide::hub_receives) return;
  send_waiting_on(found->second);
  if (pn_link_get_drain(handle)) pn_link_drained(handle);  // else the client waits for the rest
}

void HubLinks::on_delivery(pn_delivery_t* delivery) {
  const auto found = links_.find(pn_delivery_link(delivery));
  if (found == links_.end() || !found->second.is_open()) return discard(delivery);
  if (found->second.side == LinkSide::hub_receives) return on_transfer(found->second, delivery);
  if (!pn_delivery_updated(delivery)) return;
  const std::uint64_t state = pn_delivery_remote_state(delivery);
  if (is_unknown(state)) {
    return connection_.cut_off({"amqp:not-implemented", "The state of a delivery is not known"});
  }
  if (!pn_delivery_settled(delivery) && !is_outcome(state)) return;
  const auto on_outcome = node_of(found->second.address.kind).on_outcome;
  if (on_outcome) on_outcome(connection_, found->second, delivery);
  pn_delivery_settle(delivery);
}

void HubLinks::on_transfer(HubLink& link, pn_delivery_t* delivery) {
  pn_link_t* handle = link.handle;
  const auto encoded = inbox_.take_encoded(delivery);
  if (!encoded) return connection_.cut_off(context().error(413001));
  if (!*encoded) return;
  try {
    node_of(link.address.kind).on_message(connection_, link, delivery, **encoded);
  } catch (const proton::error& problem) {  // one client's message must not end the hub
    return connection_.close({"amqp:decode-error", problem.what()});
  }
  const int credit = context().personality().credit;
  if (pn_link_credit(handle) < credit / 2) pn_link_flow(handle, credit - pn_link_credit(handle));
  if (link.address.kind == LinkKind::telemetry) connection_.count_telemetry();
}

void HubLinks::send_waiting(const Identity& identity) {
  for (HubLink* link : in_order()) {
    if (link->address.identity == identity) send_waiting_on(*link);
  }
}

void HubLinks::send_waiting_on(HubLink& link) {
  const auto on_credit = node_of(link.address.kind).on_credit;
  const bool may_send = link.side == LinkSide::hub_sends && link.is_open();
  if (on_credit && may_send && pn_link_credit(link.handle) > 0) on_credit(connection_, link);
}

void HubLinks::desired_changed(const Identity& identity, const std::string& patch) {
  for (HubLink* link : in_order()) {
    if (!link->wants_desired || link->address.identity != identity) continue;
    auto& changes = link->desired_changes;
    if (changes.size() == context().hub().limits().twin_changes) changes.pop_front();
    changes.push_back(patch);
    send_waiting_on(*link);
  }
}

bool HubLinks::detach(const Identity& identity, const AmqpCondition& why) {
  bool had_any = false;
  for (HubLink* link : in_order()) {
    const bool its = link->address.kind != LinkKind::cbs && link->address.identity == identity;
    if (!its || !link->is_open()) continue;
    detach_link(link->handle, why);
    had_any = true;
  }
  return had_any;
}

void HubLinks::detach_all(const AmqpCondition& why) {
  for (HubLink* link : in_order()) {
    if (link->is_open()) detach_link(link->handle, why);
  }
}

pn_link_t* HubLinks::handle_of(LinkKind kind, const Identity& identity, LinkSide side,
                               const std::string& channel) const {
  pn_link_t* each = pn_link_head(connection_.endpoint(), 0);
  for (; each; each = pn_link_next(each, 0)) {
    const auto found = links_.find(each);
    if (found == links_.end()) continue;
    const HubLink& link = found->second;
    const bool fits = link.is_of(kind, identity) && link.side == side && link.is_open();
    if (fits && (channel.empty() || link.channel == channel)) return each;
  }
  return nullptr;
}

HubLink* HubLinks::find(LinkKind kind, const Identity& identity, LinkSide side,
                        const std::string& channel) {
  pn_link_t* handle = handle_of(kind, identity, side, channel);
  return handle ? &links_.at(handle) : nullptr;
}

bool HubLinks::can_send(LinkKind kind, const Identity& identity) const {
  return handle_of(kind, identity, LinkSide::hub_sends, {}) != nullptr;
}

bool HubLinks::is_in_flight(const Identity& identity, std::uint64_t sequence) const {
  return std::ranges::any_of(links_, [&](const auto& entry) {
    const HubLink& link = entry.second;
    return link.address.identity == identity && link.is_open() &&
           link.in_flight.contains(sequence);
  });
}

pn_delivery_t* HubLinks::send(HubLink& link, const proton::message& message) {
  if (pn_link_queued(link.handle) > kUnsent) {  // it asks, and takes no answers
    connection_.cut_off({"amqp:resource-limit-exceeded", "Too many answers wait for credit"});
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

std::size_t HubLinks::buffered() const {
  constexpr std::size_t kDelivery = 1024;  // of Proton's bookkeeping, until both sides settle
  std::size_t bytes = inbox_.unfinished() + attach_sizes_;
  pn_session_t* session = pn_session_head(connection_.endpoint(), 0);
  for (; session; session = pn_session_next(session, 0)) {
    bytes += pn_session_outgoing_bytes(session);
  }
  for (const auto& [handle, link] : links_) {
    bytes += kDelivery * static_cast<std::size_t>(pn_link_unsettled(handle));
    for (const auto& change : link.desired_changes) bytes += change.size();
  }
  return bytes;
}

}  // namespace edge::sim
