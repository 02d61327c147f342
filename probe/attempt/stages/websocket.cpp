// websocket: the upgrade to AMQP over WebSocket.
#include "common/websocket/websocket.hpp"

#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {

Awaitable<Evidence> websocket_stage(Connection& connection) {
  WebSocketClientOptions options;
  options.host = connection.run.options.hub;
  options.path = connection.run.profile.websocket_path;
  options.subprotocol = "AMQPWSB10";
  WebSocketDetail detail;
  auto upgraded = co_await in_time(
      connection, websocket_connect(connection.run.world, std::move(connection.stream), options,
                                    detail));
  if (!upgraded) co_return evidence_of(upgraded.error(), std::move(detail));
  connection.stream = std::move(*upgraded);
  co_return evidence_of({}, std::move(detail));
}

}  // namespace edge::probe
