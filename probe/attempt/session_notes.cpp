#include "probe/attempt/session_notes.hpp"

#include <proton/connection.h>
#include <proton/transport.h>

#include <algorithm>
#include <cctype>

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

}  // namespace

void note_header(ByteView first, AmqpDetail& detail) {
  detail.peer_header = describe_header(first);
  if (classify_header(first) != HeaderKind::amqp) detail.first_bytes = printable(as_text(first));
}

void note_open(AmqpPump& pump, AmqpDetail& detail) {
  note_header(pump.first_bytes(), detail);
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

void note_reply(const CbsReply& reply, CbsDetail& detail) {
  const auto error = parse_hub_error(reply.status_description);
  detail.status = reply.status_code;
  detail.description = printable(reply.status_description);
  detail.tracking_id = printable(error ? error->tracking_id : reply.tracking_id);
}

}  // namespace edge::probe
