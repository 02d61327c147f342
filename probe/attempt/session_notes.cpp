#include "probe/attempt/session_notes.hpp"

#include <proton/connection.h>
#include <proton/transport.h>

#include <algorithm>
#include <cctype>
#include <proton/error.hpp>

#include "common/iothub/hub_error.hpp"

namespace edge::probe {
namespace {

/// A hub calls itself DeviceGateway_<32 hex>, or, behind the newer gateway, <32 hex>.
bool is_hub_container(std::string_view id) {
  constexpr std::string_view kPrefix = "DeviceGateway_";
  if (id.starts_with(kPrefix)) id.remove_prefix(kPrefix.size());
  return id.size() == 32 && std::ranges::all_of(id, [](unsigned char c) {
    return std::isxdigit(c) != 0;
  });
}

/// Any integer type; the hub writes AMQP int.
std::optional<int> status_of(const proton::message& reply) {
  try {
    return proton::coerce<std::int32_t>(reply.properties().get("status-code"));
  } catch (const proton::conversion_error&) {
    return std::nullopt;
  }
}

std::string text_property(const proton::message& reply, const char* key) {
  try {
    return proton::coerce<std::string>(reply.properties().get(key));
  } catch (const proton::conversion_error&) {
    return {};
  }
}

}  // namespace

void note_open(AmqpPump& pump, AmqpDetail& detail) {
  const ByteView first = pump.first_bytes();
  detail.peer_header = describe_header(first);
  if (classify_header(first) != HeaderKind::amqp) detail.first_bytes = printable(as_text(first));
  pn_connection_t* connection = pump.connection();
  if (!(pn_connection_state(connection) & (PN_REMOTE_ACTIVE | PN_REMOTE_CLOSED))) return;
  const auto text = [](const char* value) { return printable(value ? value : ""); };
  const char* container = pn_connection_remote_container(connection);
  detail.open_received = true;
  detail.container_id = text(container);
  detail.hostname = text(pn_connection_remote_hostname(connection));
  detail.product =
      printable(property_text(pn_connection_remote_properties(connection), "product"));
  // Proton shows a field that is absent as its default: 0, no limit; 65535; 0, none.
  detail.max_frame_size = pn_transport_get_remote_max_frame(pump.transport());
  detail.channel_max = pn_transport_remote_channel_max(pump.transport());
  detail.idle_timeout_ms = pn_transport_get_remote_idle_timeout(pump.transport());
  detail.iot_hub = container && is_hub_container(container);
}

void note_reply(const proton::message& reply, CbsDetail& detail) {
  const std::string description = text_property(reply, "status-description");
  const auto error = parse_hub_error(description);
  detail.status = status_of(reply);
  detail.description = printable(description);
  detail.tracking_id = printable(error ? error->tracking_id
                                       : text_property(reply, "com.microsoft:tracking-id"));
}

}  // namespace edge::probe
