#include "simulator/hub/hub_transports.hpp"

#include "simulator/hub/amqp/serve_amqp.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {

std::span<const HubTransport> hub_transports() {
  static constexpr HubTransport rows[] = {
      {.name = "amqp", .port = &HubService::amqp_port, .serve = serve_amqp},
      {.name = "amqp-ws",
       .port = &HubService::websocket_port,
       .subprotocol = kAmqpWebSocketSubprotocol,
       .serve = serve_amqp},
  };
  return rows;
}

std::map<std::string, std::uint16_t, std::less<>> ports_of(const HubService& hub) {
  std::map<std::string, std::uint16_t, std::less<>> ports;
  for (const auto& each : hub_transports()) ports.emplace(each.name, hub.*each.port);
  return ports;
}

}  // namespace edge::sim
