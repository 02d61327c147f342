// What changes are looked for in: a scenario's network as it is when the agent has failed, and in
// it the host, the module network, the ways out.
#pragma once

#include <string>
#include <vector>

#include "simulator/scenario/scenario.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// A router that the host can reach without a tunnel.
struct WayOut {
  IpAddress gateway;
  std::string interface;
  bool operator==(const WayOut&) const = default;
};

struct Site {
  const Scenario& scenario;   // its network is described
  const Topology& network;
  const Node& host;
  std::string bridge;         // of the host, that the module is on; empty: there is none
  Prefix subnet;              // the module network's
  Endpoint peer;              // where the agent connects to: IPv4
  std::vector<WayOut> ways;
};

/// Throws UsageError if the module is not on a bridge of the host, or the hub's address is no IPv4
/// one. Keeps references into `scenario`.
Site site_of(const Scenario& scenario);

}  // namespace edge::sim
