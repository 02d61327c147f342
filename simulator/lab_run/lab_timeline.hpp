// A lab that passes through a scenario's networks at the written times.
#pragma once

#include <vector>

#include "common/world/real/end_signals.hpp"
#include "simulator/lab/lab.hpp"
#include "simulator/run/timeline.hpp"

namespace edge::sim {

/// Clocks of a lab are those of its beginning. Throws UsageError if one differs in `wanted`.
void refuse_other_clocks(const Topology& now, const Topology& wanted);

/// plan_phases() of a scenario for the lab: throws UsageError for lab_contradictions() and if a
/// clock changes on the way, too.
std::vector<Phase> plan_lab_phases(const Scenario& scenario);

/// Runs `work` in the lab. Throws if a signal comes first; `signals` may be null.
void run_unless_told_to_end(Lab& lab, Awaitable<void> work, const EndSignals* signals);

/// The first of `phases` is the network the lab has. Never ends by itself: what runs in the network
/// does.
Awaitable<void> change_in_time(Lab& lab, const std::vector<Phase>& phases);

}  // namespace edge::sim
