// A Stream whose writes leave late: a hub that is slow to answer. Not a slow wire: the network has
// those (topology: Wire).
#pragma once

#include <memory>

#include "common/world/world.hpp"

namespace edge::sim {

/// Every write waits for `delay` first, one after the other; zero gives `below` itself.
std::unique_ptr<Stream> answer_late(World& world, std::unique_ptr<Stream> below, Duration delay);

}  // namespace edge::sim
