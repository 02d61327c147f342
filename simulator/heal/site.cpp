#include "simulator/heal/site.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "common/base/usage_error.hpp"
#include "simulator/host_view/host_verdict.hpp"
#include "simulator/network/segments.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

const Interface* bridge_of(const Topology& network, const Node& host) {
  const std::string& module = network.nodes.front().name;
  for (const Wire& wire : network.wires) {
    for (const auto& [here, there] : {std::pair(wire.a, wire.b), std::pair(wire.b, wire.a)}) {
      if (here.node != host.name || there.node != module) continue;
      const Interface* found = find_interface(host, here.interface);
      if (found && found->kind == InterfaceKind::bridge) return found;
    }
  }
  return nullptr;
}

/// By its own routes first, then whatever forwards on one of its networks.
std::vector<WayOut> ways_out(const Topology& network, const Node& host, const std::string& bridge) {
  std::vector<WayOut> ways;
  const Segments segments(network);
  const auto add = [&](const WayOut& way) {
    const Interface* interface = find_interface(host, way.interface);
    const bool usable = interface && interface->up && interface->kind != InterfaceKind::tun &&
                        way.interface != bridge && way.gateway.is_v4();
    if (usable && std::ranges::count(ways, way) == 0) ways.push_back(way);
  };
  for (const Route& route : host.routes) {
    const bool led = route.gateway && !route.interface.empty();
    if (led && segments.owner({host.name, route.interface}, *route.gateway)) {
      add({*route.gateway, route.interface});
    }
  }
  for (const Interface& own : host.interfaces) {
    for (const Node& node : network.nodes) {
      if (node.name == host.name || !node.sysctls.ip_forward) continue;
      for (const Interface& other : node.interfaces) {
        if (segments.of({host.name, own.name}) != segments.of({node.name, other.name})) continue;
        for (const Prefix& each : other.addresses) {
          if (is_on_link(own, each.address)) add({each.address, own.name});
        }
      }
    }
  }
  return ways;
}

}  // namespace

Site site_of(const Scenario& scenario) {
  CHECK(scenario.network.described);
  const Topology& network = *scenario.network.described;
  const Node& host = host_of(network);
  const Interface* bridge = bridge_of(network, host);
  if (!bridge || bridge->addresses.empty()) {
    throw UsageError("heal: the module is on no bridge of a node called 'host'");
  }
  Site site{scenario, network, host, bridge->name, network_of(bridge->addresses.front()),
            peer_of(scenario, network), {}};
  if (!site.peer.address.is_v4() || !site.subnet.address.is_v4()) {
    throw UsageError("heal: only IPv4 networks are looked at");
  }
  site.ways = ways_out(network, host, site.bridge);
  return site;
}

}  // namespace edge::sim
