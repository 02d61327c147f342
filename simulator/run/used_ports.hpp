// Ports that packets of a run can have: those of the network's services and of the probe's options.
#pragma once

#include <cstdint>
#include <set>

#include "simulator/scenario/scenario.hpp"

namespace edge::sim {

/// In `topology`, which is one of the scenario's; with those that its rules translate.
std::set<std::uint16_t> used_ports(const Scenario& scenario, const Topology& topology);

}  // namespace edge::sim
