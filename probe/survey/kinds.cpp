#include "probe/survey/kinds.hpp"

#include "common/base/hub_ports.hpp"
#include "common/base/rows.hpp"
#include "probe/attempt/ntp_message.hpp"

namespace edge::probe {

std::span<const EndpointKind> endpoint_kinds() {
  static constexpr EndpointKind kRows[] = {
      {.name = "iot-hub",
       .what = "an IoT hub as the agent reaches it: AMQP, then AMQP over WebSocket; `transport` "
               "names one of them",
       .way = "",
       .port = kAmqpPort,
       .proxied = true},
      {.name = "dps",
       .what = "the device provisioning service: TLS, and an HTTP answer",
       .way = "https",
       .port = kWebSocketPort,
       .proxied = true,
       .takes_page = true,
       .path = "/"},
      {.name = "registry",
       .what = "a container registry: TLS, and /v2/ answered as only registries do",
       .way = "https",
       .port = kWebSocketPort,
       .proxied = true,
       .path = "/v2/",
       .registry = true},
      {.name = "https",
       .what = "a web server: TLS, and an HTTP answer (status, server, title)",
       .way = "https",
       .port = kWebSocketPort,
       .proxied = true,
       .takes_page = true,
       .path = "/"},
      {.name = "tls",
       .what = "TLS with the endpoint's name; nothing is asked after the handshake",
       .way = "tls",
       .port = kWebSocketPort,
       .proxied = true},
      {.name = "tcp",
       .what = "a TCP connection; nothing is sent in it",
       .way = "tcp",
       .proxied = true},
      {.name = "dns", .what = "a name that must have an address", .way = "name"},
      {.name = "ntp",
       .what = "a time server, asked by UDP; its clock is held against this one",
       .way = "ntp",
       .port = kNtpPort,
       .udp = true},
  };
  return kRows;
}

const EndpointKind& kind_called(std::string_view name) {
  return row_of(endpoint_kinds(), name, &EndpointKind::name);
}

}  // namespace edge::probe
