// What topologies with containers share: a module on a container engine's bridge network (Linux)
// and the host under it. Not for the host's ways out: those are the topology's own.
#pragma once

#include <string>
#include <vector>

#include "simulator/topology/parameter_types.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

struct ModuleNetwork {
  Prefix prefix;         // the host has its first address, the module its second
  bool embedded = true;  // the engine's own resolver; false: the host's resolv.conf copied
};

inline constexpr std::array kModuleDnsChoices{Choice<bool>{"embedded", true},
                                              Choice<bool>{"copied", false}};
inline constexpr ChoiceParameter kModuleDns{
    "dns", kModuleDnsChoices, "embedded",
    "the engine's own resolver, or the host's resolv.conf copied"};
inline constexpr ValueParameter kModulePrefix{"module-network", kind::host_network,
                                              "172.18.0.0/16"};
/// By kModuleDns and kModulePrefix.
ModuleNetwork module_network_of(const Arguments& with);

/// The address `number` places behind the network's own, with the network's length.
Prefix host_in(const Prefix& network, std::uint32_t number);

/// A node named "module" with one interface "eth0" that goes by the network's first address.
Node module_on(const Prefix& network);

/// Makes `module` the topology's first node and `host` its second, with the engine's bridge between
/// them and Docker's rules. `host` comes with its uplinks, routes and name servers.
void add_bridge_network(Topology& topology, const ModuleNetwork& network, Node host);

}  // namespace edge::sim
