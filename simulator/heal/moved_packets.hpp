// What a change of the host's routing does to packets that it is not about: the VPN's own, other
// subnets', the host's.
#pragma once

#include <string>
#include <vector>

#include "simulator/heal/site.hpp"

namespace edge::sim {

/// One line each, "the host's own to 10.8.0.0/24: by eth0 instead of tun0". Pure.
std::vector<std::string> moved_packets(const Site& before, const Topology& after);

}  // namespace edge::sim
