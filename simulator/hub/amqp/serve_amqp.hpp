// Where the hub's core hands a client over to AMQP: the one header of this folder that it includes.
// A session of another protocol would have such a function in a folder beside this one.
#pragma once

#include <memory>

#include "common/world/stream.hpp"
#include "common/world/task_group.hpp"
#include "simulator/hub/client_certificate.hpp"
#include "simulator/hub/device_hub.hpp"

namespace edge::sim {

/// The WebSocket subprotocol that the SDKs ask for.
inline constexpr const char* kAmqpWebSocketSubprotocol = "AMQPWSB10";

/// Serves a client on `transport`, who has shown `certificate`, until either end closes it, or as
/// behaviour->service->amqp says. `admitted` is set once the client may use an identity.
Awaitable<void> serve_amqp(std::shared_ptr<DeviceHub> hub, std::shared_ptr<HubBehaviour> behaviour,
                           std::unique_ptr<Stream> transport, MaybeCertificate certificate = {},
                           Admitted admitted = std::make_shared<bool>(false));

}  // namespace edge::sim
