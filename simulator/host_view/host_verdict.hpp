// The combined verdict of a scenario: what its module has seen, with the facts of the host under it
// (probe/host/combined_verdict.hpp). The same for facts of either world.
#pragma once

#include <optional>
#include <string>

#include "common/report/report.hpp"
#include "common/world/endpoint.hpp"
#include "probe/host/host_state.hpp"
#include "probe/host/trace.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// The machine that the module is on: the node called "host", else the first, where edgeprobe runs.
const Node& host_of(const Topology& topology);

/// `peer` is where the module's packets are to go: the hub, or the proxy. IPv6 has no facts: then
/// the module's own verdict stands.
std::string host_verdict(const Report& report, const probe::HostState& facts, const Endpoint& peer,
                         const probe::AskKernel& ask);

/// With the facts of the computed network.
std::string host_verdict(const Report& report, const Topology& topology, const Endpoint& peer);

}  // namespace edge::sim
