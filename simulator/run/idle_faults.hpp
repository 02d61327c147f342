// Faults of a timeline that no run can notice: most are slips of the pen.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "simulator/faults/faults.hpp"
#include "simulator/scenario/scenario.hpp"

namespace edge::sim {

/// One line for each: it leaves the network as it is without it, is about a port or proxy that the
/// scenario has not, or begins when the run, which
/// ended `ended` after the simulation's start, was over. Pure. The scenario has been planned
/// (plan_phases()).
std::vector<std::string> idle_faults(const Scenario& scenario, std::span<const FaultRow> faults,
                                     Duration ended);

}  // namespace edge::sim
