#include "simulator/topologies/topologies.hpp"

#include "common/base/rows.hpp"
#include "simulator/topologies/rows.hpp"

namespace edge::sim {

Topology TopologyRow::built(const Parameters& with) const {
  return build(Arguments(parameters, with));
}

std::span<const TopologyRow> topology_rows() {
#define EDGE_LIST(row) row,
  static const TopologyRow rows[] = {EDGE_TOPOLOGIES(EDGE_LIST)};
#undef EDGE_LIST
  return rows;
}

const TopologyRow* find_topology(std::string_view name) {
  return find_row(topology_rows(), name, &TopologyRow::name);
}

}  // namespace edge::sim
