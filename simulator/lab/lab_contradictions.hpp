// What a network must hold beyond contradictions() for the lab to build it: its kernels are given
// IPv4 alone.
#pragma once

#include <vector>

#include "simulator/network/contradictions.hpp"

namespace edge::sim {

/// contradictions(), or if there is none, each IPv6 address that a kernel would have to be given.
std::vector<Contradiction> lab_contradictions(const Topology& topology);

}  // namespace edge::sim
