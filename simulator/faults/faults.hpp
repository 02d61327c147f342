// The table of faults. A fault is a pure function from one topology to another; it knows no
// backend, and nothing outside its file asks which fault is active.
#pragma once

#include <span>
#include <string_view>

#include "simulator/topology/parameters.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

struct FaultRow {
  std::string_view name;        // "port-dropped"
  std::string_view what;        // one line for `list faults`
  std::string_view parameters;  // "at: NODE (required), port: 5671"; empty: none
  /// Throws std::invalid_argument for parameters that make no sense on this topology.
  Topology (*apply)(Topology, const Parameters&);
};

std::span<const FaultRow> fault_rows();
const FaultRow* find_fault(std::span<const FaultRow> rows, std::string_view name);

}  // namespace edge::sim
