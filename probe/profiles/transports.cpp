#include "probe/profiles/transports.hpp"

#include "common/base/check.hpp"
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
       .stages = {"resolve", "connect", "tls", "amqp-open", "cbs", "link", "message",
                  "hold", "idle"}},
      {.name = "amqp-ws",
       .what = "AMQP 1.0 over WebSocket over TLS",
       .title = "AMQP over WebSocket",
       .default_port = kWebSocketPort,
       .proxied = true,
       .web_port = true,
       .port_option = "--ws-port",
       .stages = {"resolve", "connect", "proxy", "tls", "websocket", "amqp-open", "cbs", "link",
                  "message", "hold", "idle"}},
  };
  return rows;
}

std::span<const TransportRow> endpoint_ways() {
  // On the web's port in the rules' sense: there is no second way, whose port fares otherwise.
  static const TransportRow rows[] = {
      {.name = "https",
       .what = "HTTPS: a page is asked for",
       .title = "HTTPS",
       .default_port = kWebSocketPort,
       .proxied = true,
       .web_port = true,
       .stages = {"resolve", "connect", "proxy", "tls", "http"}},
      {.name = "registry",
       .what = "HTTPS: one request of an image's pull, to a registry or its token service",
       .title = "HTTPS",
       .default_port = kWebSocketPort,
       .proxied = true,
       .web_port = true,
       .stages = {"resolve", "connect", "proxy", "tls", "registry"}},
      {.name = "registry-data",
       .what = "HTTPS: a layer's data, where the registry says it is",
       .title = "HTTPS",
       .default_port = kWebSocketPort,
       .proxied = true,
       .web_port = true,
       .stages = {"resolve", "connect", "proxy", "tls", "registry"}},
      {.name = "tls",
       .what = "TLS, and nothing after its handshake",
       .title = "TLS",
       .default_port = kWebSocketPort,
       .proxied = true,
       .web_port = true,
       .stages = {"resolve", "connect", "proxy", "tls"}},
      {.name = "tcp",
       .what = "a TCP connection, and nothing in it",
       .title = "TCP",
       .proxied = true,
       .web_port = true,
       .stages = {"resolve", "connect", "proxy"}},
      {.name = "name",
       .what = "a name that must have an address",
       .title = "Name",
       .web_port = true,
       .stages = {"resolve"}},
      {.name = "ntp",
       .what = "a time server, asked by UDP",
       .title = "NTP",
       .default_port = 123,
       .web_port = true,
       .stages = {"resolve", "ntp"}},
  };
  return rows;
}

const TransportRow* find_transport(std::string_view name) {
  const auto* row = find_row(transport_rows(), name, &TransportRow::name);
  return row ? row : find_row(endpoint_ways(), name, &TransportRow::name);
}

const TransportRow& transport_called(std::string_view name) {
  const TransportRow* row = find_transport(name);
  CHECK(row != nullptr);
  return *row;
}

}  // namespace edge::probe
