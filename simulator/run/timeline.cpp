#include "simulator/run/timeline.hpp"

#include <fmt/core.h>

#include <set>
#include <stdexcept>
#include <typeinfo>

#include "common/base/check.hpp"
#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "simulator/keys/marks.hpp"
#include "simulator/network/contradictions.hpp"
#include "simulator/topologies/topologies.hpp"
#include "simulator/topology/parameters.hpp"
#include "simulator/topology/validate.hpp"

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

/// Of the part at `path` of a network that the file describes.
Place place_of_part(const Places& places, const std::string& path) {
  const auto found = keys::nearest(places.parts, path);
  return found == places.parts.end() ? places.whole : found->second;
}

UsageError no_such_network(const Named& named, const std::string& why,
                           const std::string& path = {}) {
  return refusal(named, place_of_part(named.places, path), "no such network: " + why);
}

/// What `make` makes, or a complaint about the topology or the fault that made it so. Faults rely
/// on what validate() says; the rest, which takes longer, is looked at when all are applied.
template <class Make>
Topology made_by(const Named& named, Make make) {
  Topology topology;
  try {
    topology = make();
  } catch (const ParameterError& error) {
    throw refusal(named, place_of(named.places, error.parameter()), error.what());
  } catch (const std::invalid_argument& error) {
    throw refusal(named, named.places.whole, error.what());
  } catch (const std::bad_cast&) {  // of an IPv6 address, where networks are computed with
    throw refusal(named, named.places.whole, "possible with IPv4 addresses only");
  }
  try {
    validate(topology);
  } catch (const std::invalid_argument& error) {
    throw no_such_network(named, error.what());
  }
  return topology;
}

void refuse_contradictions(const Topology& topology, const Named& named,
                           Contradictions wrong_with) {
  const auto wrong = wrong_with(topology);
  if (!wrong.empty()) throw no_such_network(named, wrong.front().what, wrong.front().path);
}

Named base_named(const Scenario& scenario) {
  const auto what = scenario.network.described ? std::string{"topology"}
                                             : fmt::format("topology '{}'", scenario.network.name);
  return {scenario, what, scenario.network.places};
}

/// The network that the file describes, or the one it names.
Topology described_or_named(const Scenario& scenario) {
  if (scenario.network.described) return *scenario.network.described;
  const auto* row = find_topology(scenario.network.name);
  CHECK(row);  // the parser knows the table
  return row->built(scenario.network.with);
}

Topology base_of(const Scenario& scenario, Contradictions wrong_with) {
  const auto named = base_named(scenario);
  auto topology = made_by(named, [&] { return described_or_named(scenario); });
  refuse_contradictions(topology, named, wrong_with);
  if (scenario.syn_schedule) {
    for (auto& node : topology.nodes) node.syn_schedule = *scenario.syn_schedule;
  }
  return topology;
}

/// `topology` with the steps that are active at `at`; `applied` sees each of them and its outcome.
template <class Applied>
Topology with_faults(Topology topology, const Scenario& scenario, std::span<const FaultRow> faults,
                     Duration at, Applied applied) {
  for (const auto& step : scenario.timeline) {
    const bool active = step.at <= at && (!step.until || at < *step.until);
    if (!active) continue;
    const auto* row = find_fault(faults, step.fault);
    CHECK(row);
    const Named named{scenario, fmt::format("fault '{}'", step.fault), step.places};
    topology = made_by(named, [&] { return row->applied_to(std::move(topology), step.with); });
    applied(topology, named);
  }
  return topology;
}

/// What contradicts itself is blamed on the step that brought it in. To look after each step would
/// take the square of their number.
Topology network_at(const Topology& base, const Scenario& scenario,
                    std::span<const FaultRow> faults, Duration at, Contradictions wrong_with) {
  auto topology = with_faults(base, scenario, faults, at, [](auto&&...) {});
  if (!wrong_with(topology).empty()) {
    with_faults(base, scenario, faults, at, [&](const Topology& one, const Named& named) {
      refuse_contradictions(one, named, wrong_with);
    });
  }
  return topology;
}

}  // namespace

Topology topology_at(const Scenario& scenario, std::span<const FaultRow> faults, Duration at,
                     Contradictions wrong_with) {
  return network_at(base_of(scenario, wrong_with), scenario, faults, at, wrong_with);
}

std::vector<Phase> plan_phases(const Scenario& scenario, std::span<const FaultRow> faults,
                               Contradictions wrong_with) {
  std::set<Duration> instants{Duration{}};
  for (const auto& step : scenario.timeline) {
    instants.insert(step.at);
    if (step.until) instants.insert(*step.until);
  }
  std::vector<Phase> phases;
  const auto base = base_of(scenario, wrong_with);
  for (const auto at : instants) {
    phases.push_back({at, network_at(base, scenario, faults, at, wrong_with)});
  }
  return phases;
}

}  // namespace edge::sim
