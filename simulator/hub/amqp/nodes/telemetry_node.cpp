#include "simulator/hub/amqp/nodes/telemetry_node.hpp"

#include <proton/message_id.hpp>
#include <proton/value.hpp>

#include "common/amqp/encoding.hpp"
#include "simulator/hub/amqp/message_sections.hpp"
#include "simulator/hub/amqp/nodes/message_text.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

using ArrivalsAtOnce = boost::container::small_vector<Arrival, 1>;

bool is_map(ByteView encoded) { return encoded[0] == kMap8 || encoded[0] == kMap32; }

/// Null if it is malformed. Proton takes what is no map for no properties.
const proton::message* by_proton(const MessageSections& message) {
  const auto& properties = message.application_properties;
  if (properties && !is_map(*properties)) return nullptr;
  return decode_whole({message.encoded.begin(), message.encoded.end()});
}

std::optional<MessageFields> fields_by_proton(const MessageSections& message) {
  const proton::message* read = by_proton(message);
  if (!read) return std::nullopt;
  auto properties = properties_of(*read);
  if (!properties) return std::nullopt;
  MessageFields fields;
  if (const auto id = read->id(); !id.empty()) fields.message_id = text_of(id);
  fields.content_type = read->content_type();
  fields.content_encoding = read->content_encoding();
  fields.properties = std::move(*properties);
  return fields;
}

/// False if its properties are malformed.
bool read_fields(const MessageSections& message, MessageFields& fields) {
  // Most telemetry is texts and data, which need no tree of values.
  if (read_text_fields(message, fields)) return true;
  auto read = fields_by_proton(message);
  if (read) fields = std::move(*read);
  return read.has_value();
}

/// Nothing if one of `encoded` is malformed.
std::optional<ArrivalsAtOnce> arrivals_in(ByteView encoded) {
  const auto messages = messages_in(encoded);
  if (!messages) return std::nullopt;
  ArrivalsAtOnce arrivals;
  for (const MessageSections& message : *messages) {
    Arrival& arrival = arrivals.emplace_back();
    if (!read_fields(message, arrival)) return std::nullopt;
    if (message.body == BodyKind::data) {
      arrival.body = joined_data(message);
    } else if (const proton::message* read = by_proton(message)) {
      arrival.body = body_of(*read);
    } else {
      return std::nullopt;
    }
  }
  return arrivals;
}

}  // namespace

void take_telemetry(HubConnection& connection, HubLink& link, pn_delivery_t* delivery,
                    const std::vector<char>& encoded) {
  const ConnectionContext& context = connection.context();
  const Identity& from = link.address.identity;
  const auto refuse = [&](const AmqpCondition& why) {
    context.note_refusal(from, "telemetry rejected", why);
    reject(delivery, why);
  };
  if (const auto& refusal = context.service().refuse_messages) {
    return refuse(context.worded(*refusal));
  }
  DeviceHub& hub = connection.hub();
  if (encoded.size() > hub.limits().telemetry_size) return refuse(context.error(413001));
  auto arrivals = arrivals_in(as_bytes({encoded.data(), encoded.size()}));
  if (!arrivals) {
    return refuse(context.worded({"amqp:decode-error", "Not an AMQP message as it has to be"}));
  }
  for (Arrival& arrival : *arrivals) {
    arrival.from = from;
    hub.take_telemetry(context.behaviour(), std::move(arrival));
  }
  accept(delivery);
}

}  // namespace edge::sim
