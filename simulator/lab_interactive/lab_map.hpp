// What `edgesim lab up` shows of a topology: nodes, addresses, routes, rules, wires, services.
// Pure; the faults are LiveScenario's.
#pragma once

#include <string>

#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// Several lines; names and words as in `ip` and `nft`. No secrets.
std::string lab_map(const Topology& topology);

/// "IoT hub hub.test, AMQP 5671, AMQP over WebSocket 443". No secrets.
std::string what_it_is(const Service& service);

}  // namespace edge::sim
