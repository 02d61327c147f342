#include "simulator/fuzz/draw.hpp"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>

#include "common/base/usage_error.hpp"
#include "probe/profiles/profiles.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/timeline.hpp"
#include "simulator/topologies/site.hpp"
#include "simulator/topologies/topologies.hpp"

namespace edge::sim {
namespace {

constexpr int kMostDraws = 100;
constexpr std::string_view kDelays[] = {"5ms", "30ms", "80ms", "150ms"};

void draw_network(Chance& chance, Scenario& scenario) {
  const auto& row = chance.one_of(topology_rows());
  put_into(row, scenario);
  scenario.network.with = drawn(row.parameters, chance);
}

void draw_probe(Chance& chance, Scenario& scenario) {
  if (chance.one_in(3)) scenario.profile = chance.one_of(probe::profiles()).name;
  if (chance.one_in(6)) scenario.probe.credentials = false;
  if (chance.one_in(6)) scenario.probe.quick = true;
  if (chance.one_in(4)) scenario.probe.transport = chance.one_in(2) ? "amqp" : "amqp-ws";
}

FaultStep step_of(const FaultRow& row, Parameters with) {
  FaultStep step;
  step.fault = row.name;
  step.with = std::move(with);
  return step;
}

FaultStep slow_wire(Chance& chance, const Topology& network) {
  const auto& wire = chance.one_of(network.wires);
  return step_of(*find_fault(fault_rows(), kSlowWire),
                 {{"from", wire.a.node}, {"to", wire.b.node},
                  {"delay", std::string(chance.one_of(kDelays))}});
}

Scenario draw_once(Chance& chance, const DrawOptions& options) {
  Scenario scenario;
  scenario.name = scenario.why = "drawn at random";
  scenario.seed = chance.below(1'000'000);
  draw_network(chance, scenario);
  draw_probe(chance, scenario);
  const auto network = topology_at(scenario, fault_rows(), Duration{});
  if (options.oddity && chance.one_in(2)) scenario.timeline = {slow_wire(chance, network)};
  for (int i = 0; i < options.faults; ++i) {
    const bool given = i == 0 && options.fault;
    const FaultRow& row = given ? *options.fault : chance.one_of(fault_rows());
    scenario.timeline.push_back(step_of(row, drawn(row.parameters, chance, &network)));
  }
  return scenario;
}

}  // namespace

void put_into(const TopologyRow& row, Scenario& scenario) {
  scenario.network.name = row.name;
  if (row.name == kClosedNetwork) scenario.probe.proxy = Endpoint{ip(kProxyAddress), 3128};
}

bool can_be_run(const Scenario& scenario) {
  try {
    check_probe(scenario, plan_phases(scenario, fault_rows()).front().topology);
    return true;
  } catch (const UsageError&) {
    return false;
  }
}

Scenario draw_scenario(Chance& chance, const DrawOptions& options) {
  for (int draw = 0; draw < kMostDraws; ++draw) {
    auto scenario = draw_once(chance, options);
    if (can_be_run(scenario)) return scenario;
  }
  throw NotDrawn(fmt::format("no network takes fault '{}'",
                             options.fault ? options.fault->name : "any"));
}

Chance chance_of(std::uint64_t seed, std::uint64_t number) {
  Chance of_seed(seed);
  return Chance(of_seed.below(std::numeric_limits<std::size_t>::max()) ^
                (number * 0x9e37'79b9'7f4a'7c15));  // spread, or neighbours begin alike
}

bool does_no_harm(const FaultStep& step) {
  return step.fault == kSlowWire && step.with.size() == 3 && step.with.contains("delay");
}

}  // namespace edge::sim
