// The table of topologies: each row builds one network as plain data. Its first node is the one the
// probe runs in.
#pragma once

#include <span>
#include <string_view>

#include "simulator/topology/parameters.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

struct TopologyRow {
  std::string_view name;  // "bridge"
  std::string_view what;  // one line for `list topologies`
  ParameterList parameters{};
  Topology (*build)(const Arguments&) = nullptr;

  /// Throws std::invalid_argument for wrong parameters.
  Topology built(const Parameters& with) const;
};

std::span<const TopologyRow> topology_rows();
const TopologyRow* find_topology(std::string_view name);

}  // namespace edge::sim
