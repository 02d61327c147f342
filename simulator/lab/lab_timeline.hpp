// A lab that passes through a scenario's networks at the written times.
#pragma once

#include <vector>

#include "simulator/lab/lab.hpp"
#include "simulator/timeline.hpp"

namespace edge::sim {

/// The first of `phases` is the network the lab has. Never ends by itself: what runs in the network
/// does.
Awaitable<void> change_in_time(Lab& lab, const std::vector<Phase>& phases);

}  // namespace edge::sim
