// A computed network for tests of surveys: the probe's node, and the hub of a topology, which
// answers TLS on 5671 and 443.
#pragma once

#include "common/world/spawn.hpp"
#include "probe/survey/survey.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/run/simulation.hpp"
#include "simulator/topologies/topologies.hpp"
#include "tests/support/run.hpp"

namespace edge::probe::test {

inline constexpr const char* kHub = "hub.test";

inline Topology network(const std::string& name = "bridge") {
  return sim::find_topology(name)->built({});
}

inline Topology broken(Topology topology, const std::string& fault,
                       const std::vector<std::string>& words) {
  const auto* row = sim::find_fault(sim::fault_rows(), fault);
  return row->applied_to(std::move(topology), sim::parse_fault_parameters(fault, words));
}

inline EndpointSpec endpoint(std::string name, std::string kind, std::string host,
                             std::uint16_t port) {
  EndpointSpec spec;
  spec.name = std::move(name);
  spec.kind = std::move(kind);
  spec.host = std::move(host);
  spec.port = port;
  spec.why = "it is needed";
  spec.component = "a program";
  return spec;
}

/// What a survey of `endpoints` comes to in `topology`.
inline SurveyReport surveyed(Topology topology, std::vector<EndpointSpec> endpoints,
                             SurveyOptions options = {}) {
  sim::Simulation simulation({sim::Phase{Duration{}, topology}}, 1);
  options.common.ca_pem = simulation.services().trusted_pem();
  options.catalogues.emplace_back().name = "test";
  options.catalogues.back().endpoints = std::move(endpoints);
  World& world = simulation.world(topology.nodes.front().name);
  return edge::test::run(simulation.loop(), survey(world, options));
}

}  // namespace edge::probe::test
