// What a network must hold beyond contradictions() for the lab to build it: its kernels are given
// IPv4 alone, and its programs a resolv.conf(5), which knows no ports.
#pragma once

#include <vector>

#include "simulator/network/contradictions.hpp"

namespace edge::sim {

/// contradictions(), or if there is none, what the lab lacks.
std::vector<Contradiction> lab_contradictions(const Topology& topology);

}  // namespace edge::sim
