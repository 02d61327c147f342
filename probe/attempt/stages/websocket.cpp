// websocket: the upgrade to AMQP over WebSocket.
#include "common/websocket/websocket.hpp"

#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {

Awaitable<Evidence> websocket_stage(Attempt& attempt) {
  WebSocketClientOptions options;
  options.host = attempt.run.options.hub;
  options.path = attempt.run.profile.websocket_path;
  options.subprotocol = "AMQPWSB10";
  WebSocketDetail detail;
  auto upgraded = co_await in_time(
      attempt, websocket_connect(attempt.run.world, std::move(attempt.stream), options, detail));
  if (!upgraded) co_return evidence_of(upgraded.error(), std::move(detail));
  attempt.stream = std::move(*upgraded);
  co_return evidence_of({}, std::move(detail));
}

}  // namespace edge::probe
