// What precedes a client's AMQP connection on its transport: protocol headers and SASL, and the
// behaviours of a peer that is no AMQP server.
#pragma once

#include <memory>

#include "simulator/hub/client_credentials.hpp"
#include "simulator/hub/hub_state.hpp"

namespace edge::sim {

/// Serves a client on `transport`, who has shown `credentials`, until either end closes it, or as
/// behaviour->service.amqp says.
Awaitable<void> serve_amqp(std::shared_ptr<HubState> hub, std::shared_ptr<HubBehaviour> behaviour,
                           std::unique_ptr<Stream> transport, ClientCredentials credentials = {});

}  // namespace edge::sim
