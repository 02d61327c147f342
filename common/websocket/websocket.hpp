// WebSocket (RFC 6455) over any Stream: the client's upgrade and the server's, then binary messages
// as a plain flow of bytes. websocketpp does the protocol, behind engine.hpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/report/evidence.hpp"
#include "common/world/world.hpp"

namespace edge {

struct WebSocketClientOptions {
  std::string host;         // required: the Host header, without port, as the agent sends it
  std::string path;         // required: "/$iothub/websocket"
  std::string subprotocol;  // required: "AMQPWSB10"
};

/// Upgrades `below`; each write() on the result becomes one binary message, or several above
/// 256 KiB. `detail` gets the answer's status line and headers, on failure too; if what came was no
/// HTTP, its first line is the `body_start`. Errors: WebSocketError, HttpError, the stream's.
/// Throws std::invalid_argument for options that cannot stand in a request.
Awaitable<Result<std::unique_ptr<Stream>>> websocket_connect(World& world,
                                                             std::unique_ptr<Stream> below,
                                                             WebSocketClientOptions options,
                                                             WebSocketDetail& detail);

struct WebSocketServerOptions {
  std::vector<std::string> paths;  // served; any other is answered 404
  std::string subprotocol;         // required
  int status = 101;                // any other refuses each upgrade with this HTTP status
  bool send_subprotocol = true;
  bool wrong_accept = false;   // the Sec-WebSocket-Accept is that of another key
  bool text_messages = false;  // instead of binary ones
};

/// The server's side of the same. What it refuses it has answered (404, 400, `status`) and ended.
Awaitable<Result<std::unique_ptr<Stream>>> websocket_accept(World& world,
                                                            std::unique_ptr<Stream> below,
                                                            WebSocketServerOptions options);

}  // namespace edge
