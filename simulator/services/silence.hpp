// A peer that accepts a connection and then never says anything.
#pragma once

#include <memory>

#include "common/world/stream.hpp"

namespace edge::sim {

/// Reads and drops everything until the other end goes.
Awaitable<void> stay_silent(std::unique_ptr<Stream> stream);

}  // namespace edge::sim
