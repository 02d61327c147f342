#include "probe/profiles/transports.hpp"

#include "common/base/hub_ports.hpp"
#include "common/base/rows.hpp"

namespace edge::probe {

std::span<const TransportRow> transport_rows() {
  static const TransportRow rows[] = {
      {.name = "amqp",
       .what = "AMQP 1.0 over TLS",
       .title = "AMQP",
       .default_port = kAmqpPort,
       .port_option = "--amqp-port",
       .stages = {"resolve", "connect", "tls", "amqp-open", "cbs", "link", "hold",
                  "idle"}},
      {.name = "amqp-ws",
       .what = "AMQP 1.0 over WebSocket over TLS",
       .title = "AMQP over WebSocket",
       .default_port = kWebSocketPort,
       .proxied = true,
       .web_port = true,
       .port_option = "--ws-port",
       .stages = {"resolve", "connect", "proxy", "tls", "websocket", "amqp-open", "cbs", "link",
                  "hold", "idle"}},
  };
  return rows;
}

const TransportRow* find_transport(std::string_view name) {
  return find_row(transport_rows(), name, &TransportRow::name);
}

const TransportRow& transport_called(std::string_view name) {
  return row_of(transport_rows(), name, &TransportRow::name);
}

}  // namespace edge::probe
