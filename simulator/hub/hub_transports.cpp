#include "simulator/hub/hub_transports.hpp"

#include "simulator/hub/amqp/serve_amqp.hpp"

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

}  // namespace edge::sim
