// The table of faults. A fault is a pure function from one topology to another; it knows no
// backend, and nothing outside its file asks which fault is active. Each family is one file, which
// ends with the rows of its faults: whatever is known of a fault stands there.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "simulator/topology/parameters.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// What a fault can happen to: `hub` also to a hub that stands alone (`edgesim hub`).
enum class Needs { network, hub };

struct FaultRow {
  std::string_view name;  // "port-dropped"
  std::string_view what;  // one line for `list faults`
  Needs needs = Needs::network;
  ParameterList parameters{};
  std::string_view example = {};  // the least that it must be given on a bridge: "at=host"
  /// Codes of the verdicts that name it for some parameters and place, when the agent does not
  /// connect. None: it does no harm.
  ListInRow<std::string_view, 18> found_as{};
  /// Throws std::invalid_argument for parameters that make no sense on this topology.
  Topology (*apply)(Topology, const Arguments&) = nullptr;

  /// Throws std::invalid_argument for wrong parameters as well.
  Topology applied_to(Topology topology, const Parameters& with) const;
};

/// All of them, family by family.
std::span<const FaultRow> fault_rows();
/// Null if there is none of that name.
const FaultRow* find_fault(std::span<const FaultRow> rows, std::string_view name);
/// The complaint about a name that fault_rows() lacks, with what may have been meant.
std::string unknown_fault(const std::string& name);
/// As parse_parameters(), with complaints that name the fault and what it takes, if `name` is one.
Parameters parse_fault_parameters(const std::string& name, std::span<const std::string> words);
/// `row.example` as parameters.
Parameters example_of(const FaultRow& row);

}  // namespace edge::sim
