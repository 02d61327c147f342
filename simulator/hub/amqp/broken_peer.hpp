// A peer that begins AMQP 1.0 as a hub does and then breaks off or breaks its rules. Not for one
// that never spoke AMQP: serve_amqp.cpp.
#pragma once

#include <memory>

#include "common/world/world.hpp"
#include "simulator/hub/hub_behaviour.hpp"

namespace edge::sim {

/// The client's header has been read. Answers it, and then as the behaviour's AmqpBehaviour says
/// (open_unanswered, oversized_frame, malformed_frame); reads on until the client goes.
Awaitable<void> serve_broken(World& world, std::shared_ptr<HubBehaviour> behaviour,
                             std::unique_ptr<Stream> transport);

}  // namespace edge::sim
