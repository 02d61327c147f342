// The node .../messages/events: what a device reports, one message or a batch of them.
#include <proton/message_id.hpp>
#include <proton/value.hpp>

#include "simulator/hub/batch.hpp"
#include "simulator/hub/nodes/link_node.hpp"
#include "simulator/hub/nodes/message_text.hpp"

namespace edge::sim {
namespace {

Arrival arrival_of(const std::vector<char>& encoded, const std::optional<DataSections>& data) {
  const proton::message& message = decoded(encoded);
  Arrival arrival;
  if (const auto id = message.id(); !id.empty()) arrival.message_id = text_of(id);
  arrival.content_type = message.content_type();
  arrival.content_encoding = message.content_encoding();
  arrival.properties = properties_of(message);
  arrival.body = data ? joined(*data) : body_of(message);
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
  const auto data = data_sections(encoded);
  const auto batch = data ? messages_of_batch(*data) : std::nullopt;
  if (!batch) keep(connection, from, arrival_of(encoded, data));
  for (const auto& message : batch.value_or(Batch{})) {
    keep(connection, from, arrival_of(message, data_sections(message)));
  }
  accept(delivery);
}

}  // namespace edge::sim
