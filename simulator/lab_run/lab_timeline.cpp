#include "simulator/lab_run/lab_timeline.hpp"

#include <stdexcept>
#include <utility>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/world/concurrency.hpp"
#include "simulator/lab/lab_contradictions.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {

void refuse_other_clocks(const Topology& now, const Topology& wanted) {
  for (const auto& node : now.nodes) {
    if (clock_offset(now, node.name) == clock_offset(wanted, node.name)) continue;
    throw UsageError("a clock cannot change while the lab is up: put the fault into the "
                     "scenario's timeline at 0s");
  }
}

std::vector<Phase> plan_lab_phases(const Scenario& scenario) {
  auto phases = plan_phases(scenario, fault_rows(), lab_contradictions);
  try {
    for (const auto& phase : phases) refuse_other_clocks(phases.front().topology, phase.topology);
  } catch (const UsageError& error) {
    throw UsageError(printable(scenario.file.string()) + ": " + error.what());
  }
  return phases;
}

namespace {

Awaitable<void> throw_when_told_to_end(Lab& lab, const EndSignals& signals) {
  co_await signals.wait(lab.executor());
  throw std::runtime_error("a signal ended the run");
}

}  // namespace

void run_unless_told_to_end(Lab& lab, Awaitable<void> work, const EndSignals* signals) {
  if (!signals) return lab.run(std::move(work));
  lab.run(until_one_ends(std::move(work), throw_when_told_to_end(lab, *signals)));
}

Awaitable<void> change_in_time(Lab& lab, const std::vector<Phase>& phases) {
  World& world = lab.world(phases.front().topology.nodes.front().name);
  const Instant begun = world.now();
  for (auto phase = phases.begin() + 1; phase != phases.end(); ++phase) {
    co_await world.sleep_until(begun + phase->at);
    lab.become(phase->topology);
  }
  co_await world.sleep_until(Instant::max());
}

}  // namespace edge::sim
