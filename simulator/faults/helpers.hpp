// What several faults do to a topology. Not a place for anything only one of them needs.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <variant>

#include "simulator/topology/look_up.hpp"
#include "simulator/topology/parameter_types.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// Says that `topology` has no `what`.
std::invalid_argument lacking(const Topology& topology, std::string_view what);

/// Lets `change` alter every service of kind Behaviour that `chosen` holds for, each a `what`; at
/// least one, or std::invalid_argument says that this topology has none.
template <class Behaviour, class Change, class Chosen>
void change_services(Topology& topology, std::string_view what, Change change, Chosen chosen) {
  bool found = false;
  for (auto& service : topology.services) {
    auto* behaviour = service.if_is<Behaviour>();
    if (!behaviour || !chosen(service)) continue;
    change(*behaviour);
    found = true;
  }
  if (!found) throw lacking(topology, what);
}

template <class Behaviour, class Change>
void change_services(Topology& topology, std::string_view what, Change change) {
  change_services<Behaviour>(topology, what, change, [](const Service&) { return true; });
}

/// Alters the hub; for faults with no parameters at all or with their own.
template <class Change>
Topology with_hub(Topology topology, Change change) {
  change_services<HubService>(topology, "hub", change);
  return topology;
}

/// Alters every name server that has records of the name under which the device knows the hub.
void change_who_knows_the_hub(
    Topology& topology, const std::function<void(DnsService&, const std::string& hub)>& change);

/// Of every fault that happens at one node.
inline constexpr NodeParameter kAt{"at"};
/// "host, site-router", for complaints: of the nodes that `chosen` holds for.
std::string names_of_nodes(const Topology& topology, bool (*chosen)(const Node&));

/// Where a filter of `node` meets the probe's traffic: leaving the device, passing a router, or
/// arriving at a server.
Hook hook_of(const Topology& topology, const Node& node);
/// A filter rule in front of all others, as an administrator's own rules are (DOCKER-USER).
void put_first(Node& node, Hook hook, Match match, Action action, std::string comment);
Match tcp_to(std::uint16_t port);

/// The engine's end of the network that the probe's container is on: an interface of the host.
struct ModuleBridge {
  Node& host;
  Interface& bridge;
};
/// Throws std::invalid_argument where the probe runs on the device itself.
ModuleBridge module_network(Topology& topology);

/// The node the probe runs in.
Node& probe_node(Topology& topology);

}  // namespace edge::sim
