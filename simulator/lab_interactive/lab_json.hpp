// A lab's network and faults for programs to read. For people: lab_map.hpp.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "simulator/scenario/scenario.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// {"nodes", "wires", "services"}: delays in ms, rates in bit/s, chances from 0 to 1, wires between
/// "NODE/INTERFACE", routes and rules as ip(8) prints them, filters as nft(8) reads them.
nlohmann::json lab_json(const Topology& topology);

/// The active ones and those to come, numbered as `lab fault heal` takes them.
nlohmann::json faults_json(const Scenario& scenario, Duration at);

}  // namespace edge::sim
