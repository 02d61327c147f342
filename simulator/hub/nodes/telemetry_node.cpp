// The node .../messages/events: what a device reports, one message or a batch of them.
#include <proton/message_id.hpp>
#include <proton/value.hpp>

#include "simulator/hub/batch.hpp"
#include "simulator/hub/nodes/link_node.hpp"
#include "simulator/hub/nodes/message_text.hpp"

namespace edge::sim {
namespace {

/// As Proton decodes it.
MessageFields fields_of(const proton::message& message) {
  MessageFields fields;
  if (const auto id = message.id(); !id.empty()) fields.message_id = text_of(id);
  fields.content_type = message.content_type();
  fields.content_encoding = message.content_encoding();
  fields.properties = properties_of(message);
  return fields;
}

Arrival arrival_of(const std::vector<char>& encoded,
                   const std::optional<MessageSections>& sections) {
  // Most telemetry is texts and data, which need no tree of values.
  auto fields = sections ? text_fields(*sections) : std::nullopt;
  if (!fields) fields = fields_of(decoded(encoded));
  Arrival arrival;
  arrival.message_id = std::move(fields->message_id);
  arrival.content_type = std::move(fields->content_type);
  arrival.content_encoding = std::move(fields->content_encoding);
  arrival.properties = std::move(fields->properties);
  const bool data = sections && sections->data;
  arrival.body = data ? joined(*sections->data) : body_of(decoded(encoded));
  return arrival;
}

void keep(HubConnection& connection, const Identity& from, Arrival&& arrival) {
  HubState& hub = connection.hub();
  arrival.from = from;
  arrival.at = connection.clock();
  const Arrival& kept = hub.arrivals.add(std::move(arrival));
  ++hub.seen.messages;
  hub.store->append(kept);
  connection.note(from, false, "telemetry", kept.body);
  if (hub.on_arrival) hub.on_arrival(kept);
}

}  // namespace

void take_telemetry(HubConnection& connection, HubLink& link, pn_delivery_t* delivery,
                    const std::vector<char>& encoded) {
  const Identity& from = link.address.identity;
  const auto refuse = [&](const AmqpCondition& why) {
    connection.note_refusal(from, "telemetry rejected", why);
    reject(delivery, why);
  };
  if (const auto& refusal = connection.service().refuse_messages) {
    return refuse(connection.said(*refusal));
  }
  if (encoded.size() > connection.hub().limits.telemetry_size) {
    return refuse(connection.error(413001));
  }
  const auto sections = sections_of(as_bytes({encoded.data(), encoded.size()}));
  const auto batch =
      sections && sections->data ? messages_of_batch(*sections->data) : std::nullopt;
  if (!batch) keep(connection, from, arrival_of(encoded, sections));
  for (const auto& message : batch.value_or(Batch{})) {
    keep(connection, from,
         arrival_of(message, sections_of(as_bytes({message.data(), message.size()}))));
  }
  accept(delivery);
}

}  // namespace edge::sim
