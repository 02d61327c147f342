// A WebSocket session of either role, fed any bytes: instead of the upgrade, or after a good one.
#include <array>

#include "common/websocket/session.hpp"
#include "tests/fuzz/fuzz_input.hpp"

namespace {

using namespace edge;

const WebSocketClientOptions kClient{"hub.test", "/$iothub/websocket", "AMQPWSB10"};

WebSocketServerOptions server_options() {
  WebSocketServerOptions options;
  options.paths = {kClient.path};
  options.subprotocol = kClient.subprotocol;
  return options;
}

void feed(WebSocketSession& session, fuzz::Input& input) {
  std::array<std::uint8_t, 512> content{};
  while (!input.empty() && !session.error()) {
    session.receive(input.piece());
    while (session.take_content(content) > 0) continue;
    session.take_output();
  }
  session.send(as_bytes("message"));
  session.close();
  session.take_output();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto mode = input.byte();
  WebSocketSession client(kClient);
  WebSocketSession server(server_options());
  if (mode & 1) {
    server.receive(client.take_output());
    client.receive(server.take_output());
  }
  feed(mode & 2 ? client : server, input);
  return 0;
}
