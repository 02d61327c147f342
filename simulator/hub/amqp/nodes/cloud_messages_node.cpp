#include "simulator/hub/amqp/nodes/cloud_messages_node.hpp"

#include <proton/disposition.h>

#include <algorithm>
#include <proton/annotation_key.hpp>
#include <proton/message_id.hpp>
#include <proton/symbol.hpp>
#include <proton/timestamp.hpp>

#include "simulator/hub/amqp/nodes/message_text.hpp"
#include "simulator/hub/device_calls.hpp"

namespace edge::sim {
namespace {

proton::timestamp timestamp_of(WallTime when) {
  const auto since = std::chrono::floor<std::chrono::milliseconds>(when.time_since_epoch());
  return proton::timestamp(since.count());
}

proton::message encoded_form(const CloudMessage& message, const Identity& identity) {
  proton::message sent;
  sent.id(message.id);
  const std::string module =
      identity.module_id.empty() ? "" : "/modules/" + identity.module_id;
  sent.to("/devices/" + identity.device_id + module + "/messages/devicebound");
  if (message.expires) sent.expiry_time(timestamp_of(*message.expires));
  if (message.deliveries > 0) sent.delivery_count(message.deliveries);
  // Names that the C# SDK reads (MessageSystemPropertyNames.cs).
  auto& annotations = sent.message_annotations();
  annotations.put(proton::symbol("iothub-enqueuedtime"), timestamp_of(message.enqueued));
  annotations.put(proton::symbol("iothub-deliverycount"),
                  static_cast<std::uint8_t>(std::min(message.deliveries, 255)));
  annotations.put(proton::symbol("iothub-sequencenumber"), message.sequence);
  for (const auto& [key, value] : message.properties) sent.properties().put(key, value);
  set_data(sent, message.body);
  return sent;
}

/// The oldest that is not on its way; null if there is none.
CloudMessage* next_of(DeviceState& state, const HubConnection& connection,
                      const Identity& identity) {
  const auto next = std::ranges::find_if(state.waiting, [&](const CloudMessage& message) {
    return !connection.is_out(identity, message.sequence);
  });
  return next == state.waiting.end() ? nullptr : &*next;
}

void remove(DeviceState& state, std::uint64_t sequence) {
  std::erase_if(state.waiting,
                [&](const CloudMessage& message) { return message.sequence == sequence; });
}

}  // namespace

void send_cloud_messages(HubConnection& connection, HubLink& link) {
  HubState& hub = connection.hub();
  const Identity& identity = link.address.identity;
  const auto found = hub.states.find(identity);
  if (found == hub.states.end()) return;
  DeviceState& state = found->second;
  bool changed = drop_dead_messages(hub, identity, state);
  while (pn_link_credit(link.handle) > 0) {
    CloudMessage* message = next_of(state, connection, identity);
    if (!message) break;
    changed = true;
    const std::uint64_t sequence = message->sequence;
    pn_delivery_t* delivery = connection.send(link, encoded_form(*message, identity));
    connection.note(identity, true, "cloud-message", message->body);
    if (delivery) {
      ++message->deliveries;
      link.out.insert(sequence);
      pn_delivery_set_context(delivery, reinterpret_cast<void*>(sequence));
    } else {
      remove(state, sequence);  // the client asked for messages that are settled
    }
  }
  if (changed) hub.store->save_state(identity, state);
}

void take_outcome(HubConnection& connection, HubLink& link, pn_delivery_t* delivery) {
  HubState& hub = connection.hub();
  const Identity& identity = link.address.identity;
  const auto sequence = reinterpret_cast<std::uintptr_t>(pn_delivery_get_context(delivery));
  if (link.out.erase(sequence) == 0) return;
  const std::uint64_t outcome = pn_delivery_remote_state(delivery);
  const auto found = hub.states.find(identity);
  if (found == hub.states.end()) return;
  if (outcome == PN_ACCEPTED || outcome == PN_REJECTED) {
    remove(found->second, sequence);
    hub.store->save_state(identity, found->second);
    connection.note(identity, false,
                    outcome == PN_ACCEPTED ? "cloud-message accepted" : "cloud-message rejected");
  }
  connection.look_again(identity);
}

}  // namespace edge::sim
