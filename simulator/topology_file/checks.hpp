// What must fit together within a topology file, as far as it can be said of one place: names that
// are taken or lead nowhere. Not for what one value alone may be (limits.hpp) nor for what concerns
// the network as a whole (simulator/network/contradictions).
#pragma once

#include <optional>

#include "simulator/keys/marks.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim::topology_file {

/// The first, if there is any.
std::optional<keys::Misfit> first_misfit(const Topology& topology);

}  // namespace edge::sim::topology_file
