// What precedes a client's AMQP connection on its transport: protocol headers and SASL. Not for a
// peer that is no AMQP server: serve_amqp.cpp.
#pragma once

#include <optional>

#include "common/amqp/sasl.hpp"
#include "simulator/hub/amqp/client_credentials.hpp"
#include "simulator/hub/device_hub.hpp"

namespace edge::sim {

/// The client's AMQP header, and in `credentials` what it has shown in SASL. Nothing for a client
/// that does not come to it in time, or speaks otherwise than a hub that behaves as `behaviour`:
/// it is told so, and `transport` is closed.
Awaitable<std::optional<Bytes>> negotiate_in_time(DeviceHub& hub, const HubBehaviour& behaviour,
                                                  Stream& transport,
                                                  ClientCredentials& credentials,
                                                  const FrameTrace& trace);

}  // namespace edge::sim
