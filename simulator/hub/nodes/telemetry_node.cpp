// The node .../messages/events: what a device reports.
#include <proton/error.hpp>
#include <proton/message_id.hpp>
#include <proton/value.hpp>

#include "simulator/hub/nodes/link_node.hpp"

namespace edge::sim {
namespace {

std::string text_of(const proton::value& value) {
  try {
    if (value.empty()) return {};
    if (value.type() == proton::BINARY) return std::string(proton::get<proton::binary>(value));
    return proton::coerce<std::string>(value);
  } catch (const proton::conversion_error&) {
    return proton::to_string(value);
  }
}

}  // namespace

void take_telemetry(HubConnection& connection, HubLink& link, pn_delivery_t* delivery,
                    const proton::message& message) {
  if (const auto& refusal = connection.service().refuse_messages) {
    return reject(delivery, connection.said(*refusal));
  }
  HubState& hub = connection.hub();
  Arrival arrival;
  arrival.from = link.address.identity;
  arrival.at = connection.clock();
  arrival.message_id = text_of(message.id());
  arrival.body = text_of(message.body());
  const Arrival& kept = hub.arrivals.add(std::move(arrival));
  ++hub.seen.messages;
  hub.store->append(kept);
  accept(delivery);
  if (hub.on_arrival) hub.on_arrival(kept);
}

}  // namespace edge::sim
