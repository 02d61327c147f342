// A WebSocket client and server over a ScriptedPair.
#pragma once

#include <string>

#include "common/websocket/websocket.hpp"
#include "tests/support/stream_pair.hpp"
#include "tests/support/test_world.hpp"

namespace edge::test {

inline WebSocketClientOptions agent_options() {
  WebSocketClientOptions options;
  options.host = "hub.test";
  options.path = "/$iothub/websocket";
  options.subprotocol = "AMQPWSB10";
  return options;
}

inline WebSocketServerOptions hub_options() {
  WebSocketServerOptions options;
  options.paths = {"/$iothub/websocket", "/$servicebus/websocket/"};
  options.subprotocol = "AMQPWSB10";
  return options;
}

struct WebSocketPair {
  TestWorld world;
  ScriptedPair wire;
  WebSocketClientOptions client_options = agent_options();
  WebSocketServerOptions server_options = hub_options();
  WebSocketDetail detail;
  Result<std::unique_ptr<Stream>> client_result, server_result;

  void upgrade() {
    auto near =
        world.start(websocket_connect(world, std::move(wire.near), client_options, detail));
    auto far = world.start(websocket_accept(world, std::move(wire.far), server_options));
    world.settle();
    client_result = near->take();
    server_result = far->take();
  }

  Stream& client() { return *client_result.value(); }
  Stream& server() { return *server_result.value(); }

  /// What the client's next read gives after raw bytes of a server.
  Result<std::string> client_reads_after(std::string_view raw) {
    wire.inject_to_near(raw);
    Bytes buffer(1024);
    const Result<std::size_t> got = world.run(client().read_some(buffer));
    if (!got) return got.error();
    return std::string(as_text(buffer).substr(0, *got));
  }
};

}  // namespace edge::test
