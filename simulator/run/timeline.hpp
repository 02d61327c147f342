// Turns a scenario into the networks it passes through: the topology as it is from each instant on.
// Pure; healing is the topology computed without the fault.
#pragma once

#include <span>
#include <vector>

#include "simulator/faults/faults.hpp"
#include "simulator/network/contradictions.hpp"
#include "simulator/scenario/scenario.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

struct Phase {
  Duration at{};  // since the simulation's start
  Topology topology;
};

/// What a world cannot realise of a network: contradictions(), or a world's own that says more.
using Contradictions = std::vector<Contradiction> (*)(const Topology&);

/// The network at one instant. Throws as plan_phases().
Topology topology_at(const Scenario& scenario, std::span<const FaultRow> faults, Duration at,
                     Contradictions wrong_with = contradictions);

/// Ascending; the first at 0 s. Throws UsageError "file:line:column: fault 'x': what is wrong",
/// for a network that cannot be realised as well: blamed on the step that brought it in.
std::vector<Phase> plan_phases(const Scenario& scenario, std::span<const FaultRow> faults,
                               Contradictions wrong_with = contradictions);

}  // namespace edge::sim
