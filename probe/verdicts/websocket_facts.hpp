// What separates the two verdicts on an upgrade that failed.
#pragma once

#include "common/websocket/websocket_error.hpp"
#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// 101, but by an answer that RFC 6455 section 4.1 has the client reject before it may look at the
/// subprotocol: wrong Sec-WebSocket-Accept, no Upgrade header, an extension nobody asked for.
inline bool breaks_the_handshake(const WebSocketDetail& detail) {
  return detail.status == 101 && !detail.error.empty() &&
         detail.error.symbol != error_fact(WebSocketError::no_subprotocol).symbol;
}

}  // namespace edge::probe
