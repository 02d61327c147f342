#include "simulator/timeline.hpp"

#include <fmt/core.h>

#include <set>
#include <stdexcept>

#include "common/base/check.hpp"
#include "common/base/usage_error.hpp"
#include "simulator/topologies.hpp"
#include "simulator/topologies/validate.hpp"

namespace edge::sim {
namespace {

Topology base_of(const Scenario& scenario) {
  const auto* row = find_topology(scenario.topology);
  CHECK(row);  // the parser knows the table
  try {
    return row->build(scenario.topology_with);
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("{}: topology '{}': {}", scenario.file.string(),
                                         scenario.topology, error.what()));
  }
}

Topology apply(Topology topology, const FaultStep& step, const Scenario& scenario,
               std::span<const FaultRow> faults) {
  const auto* row = find_fault(faults, step.fault);
  CHECK(row);
  try {
    return row->apply(std::move(topology), step.with);
  } catch (const std::invalid_argument& error) {
    const auto place =
        step.line > 0 ? fmt::format("{}:{}: ", scenario.file.string(), step.line) : "";
    throw UsageError(fmt::format("{}fault '{}': {}", place, step.fault, error.what()));
  }
}

}  // namespace

Topology topology_at(const Scenario& scenario, std::span<const FaultRow> faults, Duration at) {
  auto topology = base_of(scenario);
  for (const auto& step : scenario.timeline) {
    const bool active = step.at <= at && (!step.until || at < *step.until);
    if (active) topology = apply(std::move(topology), step, scenario, faults);
  }
  if (const auto wrong = contradictions(topology); !wrong.empty()) {
    throw UsageError(fmt::format("{}: no such network: {}", scenario.file.string(), wrong.front()));
  }
  return topology;
}

std::vector<Phase> plan_phases(const Scenario& scenario, std::span<const FaultRow> faults) {
  std::set<Duration> instants{Duration{}};
  for (const auto& step : scenario.timeline) {
    instants.insert(step.at);
    if (step.until) instants.insert(*step.until);
  }
  std::vector<Phase> phases;
  for (const auto at : instants) phases.push_back({at, topology_at(scenario, faults, at)});
  return phases;
}

}  // namespace edge::sim
