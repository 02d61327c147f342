#include "simulator/hub/amqp/nodes/cloud_messages_node.hpp"

#include <proton/disposition.h>

#include <algorithm>
#include <proton/annotation_key.hpp>
#include <proton/message_id.hpp>
#include <proton/symbol.hpp>
#include <proton/timestamp.hpp>

#include "simulator/hub/amqp/nodes/message_text.hpp"

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

}  // namespace

void send_cloud_messages(HubConnection& connection, HubLink& link) {
  const auto send = [&connection, &link](const CloudMessage& message) {
    if (pn_link_credit(link.handle) <= 0) return CloudMessageQueue::Sent::not_now;
    const Identity& identity = link.address.identity;
    pn_delivery_t* delivery = connection.links().send(link, encoded_form(message, identity));
    connection.context().note(identity, true, "cloud-message", message.body);
    if (!delivery) return CloudMessageQueue::Sent::settled;
    link.in_flight.insert(message.sequence);
    pn_delivery_set_context(delivery, reinterpret_cast<void*>(message.sequence));
    return CloudMessageQueue::Sent::in_flight;
  };
  connection.hub().cloud_messages().deliver(link.address.identity, connection, send);
}

void take_outcome(HubConnection& connection, HubLink& link, pn_delivery_t* delivery) {
  const Identity& identity = link.address.identity;
  const auto sequence = reinterpret_cast<std::uintptr_t>(pn_delivery_get_context(delivery));
  if (link.in_flight.erase(sequence) == 0) return;
  const std::uint64_t outcome = pn_delivery_remote_state(delivery);
  if (outcome == PN_ACCEPTED || outcome == PN_REJECTED) {
    if (!connection.hub().cloud_messages().settle(identity, sequence)) return;
    const bool accepted = outcome == PN_ACCEPTED;
    connection.context().note(identity, false, accepted ? "cloud-message accepted"
                                                        : "cloud-message rejected");
  }
  connection.wake(identity);
}

}  // namespace edge::sim
