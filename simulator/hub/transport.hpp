// From an accepted TCP connection to the stream that AMQP runs on: TLS, on one port WebSocket, and
// the ways in which either can misbehave. Not AMQP itself: connection.hpp.
#pragma once

#include <memory>

#include "common/world/world.hpp"
#include "simulator/hub/client_credentials.hpp"
#include "simulator/hub/hub_state.hpp"

namespace edge::sim {

/// The transport above `below`; null when the peer or the behaviour ended it. What the client
/// shows of itself goes to `certificate`.
Awaitable<std::unique_ptr<Stream>> open_transport(World& world,
                                                  std::shared_ptr<HubBehaviour> behaviour,
                                                  std::unique_ptr<Stream> below, bool websocket,
                                                  MaybeCertificate& certificate);

}  // namespace edge::sim
