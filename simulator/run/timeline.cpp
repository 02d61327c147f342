#include "simulator/run/timeline.hpp"

#include <fmt/core.h>

#include <set>
#include <stdexcept>

#include "common/base/check.hpp"
#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "simulator/network/contradictions.hpp"
#include "simulator/topologies/topologies.hpp"
#include "simulator/topology/parameters.hpp"

namespace edge::sim {
namespace {

/// What a scenario names: a topology or a fault, and where.
struct Named {
  const Scenario& scenario;
  std::string what;  // "fault 'port-dropped'"
  const Places& places;
};

UsageError refusal(const Named& named, const Place& place, const std::string& why) {
  const auto file = named.scenario.file.string();
  const auto at = place.line > 0  // else it is in no file: added to a lab by hand
                      ? fmt::format("{}:{}:{}: ", printable(file), place.line, place.column)
                      : "";
  return UsageError(fmt::format("{}{}: {}", at, named.what, why));
}

Place place_of(const Places& places, const std::string& parameter) {
  const auto found = places.parameters.find(parameter);
  return found == places.parameters.end() ? places.whole : found->second;
}

/// What `make` makes, or a complaint about the topology or the fault that made it so.
template <class Make>
Topology made_by(const Named& named, Make make) {
  Topology topology;
  try {
    topology = make();
  } catch (const ParameterError& error) {
    throw refusal(named, place_of(named.places, error.parameter()), error.what());
  } catch (const std::invalid_argument& error) {
    throw refusal(named, named.places.whole, error.what());
  }
  if (const auto wrong = contradictions(topology); !wrong.empty()) {
    throw refusal(named, named.places.whole, "no such network: " + wrong.front());
  }
  return topology;
}

Topology base_of(const Scenario& scenario) {
  const auto* row = find_topology(scenario.topology);
  CHECK(row);  // the parser knows the table
  const Named named{scenario, fmt::format("topology '{}'", scenario.topology),
                    scenario.topology_places};
  auto topology = made_by(named, [&] { return row->built(scenario.topology_with); });
  if (scenario.syn_schedule) {
    for (auto& node : topology.nodes) node.syn_schedule = *scenario.syn_schedule;
  }
  return topology;
}

Topology apply(Topology topology, const FaultStep& step, const Scenario& scenario,
               std::span<const FaultRow> faults) {
  const auto* row = find_fault(faults, step.fault);
  CHECK(row);
  const Named named{scenario, fmt::format("fault '{}'", step.fault), step.places};
  return made_by(named, [&] { return row->applied_to(std::move(topology), step.with); });
}

}  // namespace

Topology topology_at(const Scenario& scenario, std::span<const FaultRow> faults, Duration at) {
  auto topology = base_of(scenario);
  for (const auto& step : scenario.timeline) {
    const bool active = step.at <= at && (!step.until || at < *step.until);
    if (active) topology = apply(std::move(topology), step, scenario, faults);
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
