// The table of topologies: each row builds one network as plain data. Its first node is the one the
// probe runs in.
#pragma once

#include <span>
#include <string_view>

#include "simulator/topology/parameters.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

struct TopologyRow {
  std::string_view name;        // "bridge"
  std::string_view what;        // one line for `list topologies`
  std::string_view parameters;  // "dns: embedded|copied"; empty: none
  /// Throws std::invalid_argument for unknown parameters.
  Topology (*build)(const Parameters&);
};

std::span<const TopologyRow> topology_rows();
const TopologyRow* find_topology(std::string_view name);

}  // namespace edge::sim
