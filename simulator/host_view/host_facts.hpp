// A virtual host as `edgeprobe host` reads a real one: the same facts, so that the same rules are
// applied to both (probe/host).
#pragma once

#include <string>

#include "probe/host/host_state.hpp"
#include "probe/host/trace.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// The facts of the node called `name`, which must be there, as this topology has them. What a
/// kernel learns from packets alone is taken as learnt: whose address nobody has (ARP).
probe::HostState host_facts(const Topology& topology, const std::string& name);

/// What the node's kernel answers (probe/host/kernel_answer.hpp), by the routing that its packets
/// take in the computed network. Copies what it needs.
probe::AskKernel computed_kernel(const Node& node);

}  // namespace edge::sim
