// From an accepted TCP connection to the stream that a session runs on: TLS, WebSocket where the
// transport has it, and the ways in which either can misbehave. Which transport is what:
// hub_transports.hpp.
#pragma once

#include <memory>

#include "common/world/world.hpp"
#include "simulator/hub/client_certificate.hpp"
#include "simulator/hub/hub_behaviour.hpp"

namespace edge::sim {

/// The transport above `below`, over WebSocket if `subprotocol`, a literal, is not null. Null when
/// the peer or the behaviour ended it. What the client shows of itself goes to `certificate`.
Awaitable<std::unique_ptr<Stream>> open_transport(World& world,
                                                  std::shared_ptr<HubBehaviour> behaviour,
                                                  std::unique_ptr<Stream> below,
                                                  const char* subprotocol,
                                                  MaybeCertificate& certificate);

}  // namespace edge::sim
