// Accepts connections for a service, one after the other, until it is cancelled. Not for what
// becomes of a connection, nor for how many there may be: that is the service's (task_group.hpp).
#pragma once

#include <functional>
#include <memory>

#include "common/world/world.hpp"

namespace edge {

/// Takes an accepted connection. False: the service has ended, and so does the loop.
using TakeConnection = std::function<bool(std::unique_ptr<Stream>)>;

/// Gives `take` every connection that `listener` accepts. What `world` cannot accept ends nothing:
/// it is tried again after a pause.
Awaitable<void> accept_loop(World& world, std::unique_ptr<Listener> listener, TakeConnection take);

}  // namespace edge
