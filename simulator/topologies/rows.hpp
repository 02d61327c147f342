// The rows that the files of this folder define, one each, in the order of `list topologies`.
#pragma once

#include "simulator/topologies/topologies.hpp"

#define EDGE_TOPOLOGIES(ROW) \
  ROW(kDirectTopology)       \
  ROW(kBridgeTopology)       \
  ROW(kNatTopology)          \
  ROW(kSiteProxyTopology)    \
  ROW(kDualUplinkTopology)   \
  ROW(kNestedTopology)

namespace edge::sim {

#define EDGE_DECLARE(row) extern const TopologyRow row;
EDGE_TOPOLOGIES(EDGE_DECLARE)
#undef EDGE_DECLARE

}  // namespace edge::sim
