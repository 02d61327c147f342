// A module network's bridge that does not do what it is there for: it is down, has lost its
// address, or does not answer to ARP.
#pragma once

#include <vector>

#include "probe/host/scene.hpp"

namespace edge::probe {

MaybeFinding bridge_down(const Scene& scene);
/// It has ports, and none of them is up.
MaybeFinding ports_down(const Scene& scene);
MaybeFinding no_arp(const Scene& scene);
/// Engines' bridges that have containers and no subnet, so that no trace is made for them.
std::vector<HostFinding> bridges_without_network(const HostState& state);

}  // namespace edge::probe
