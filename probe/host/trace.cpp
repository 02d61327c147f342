#include "probe/host/trace.hpp"

#include <linux/rtnetlink.h>

#include <algorithm>

namespace edge::probe {
namespace {

bool has_default_route(const HostState& state, const HostLink& link) {
  return std::ranges::any_of(state.routes, [&](const HostRoute& route) {
    return is_default(route) && std::ranges::count(route.hops, link.index, &NextHop::link) > 0;
  });
}

template <class Wanted>
std::vector<ModuleNetwork> networks_of(const HostState& state, Wanted wanted) {
  std::vector<ModuleNetwork> networks;
  for (const HostLink& link : state.links) {
    if (link.kind != "bridge") continue;
    for (const NetworkV4& address : link.addresses) {
      if (address.prefix_length() > 30 || !wanted(link, network_of(address))) continue;
      networks.push_back({link.index, network_of(address)});
    }
  }
  return networks;
}

/// A neighbour's, else the first that is not the host's own.
AddressV4 module_address(const HostState& state, const ModuleNetwork& network) {
  for (const HostNeighbour& one : state.neighbours) {
    if (one.link == network.bridge && !one.failed && contains(network.subnet, one.address)) {
      return one.address;
    }
  }
  const auto is_own = [&](const AddressV4& address) {
    return std::ranges::any_of(state.links, [&](const HostLink& link) {
      return std::ranges::count(link.addresses, address, &NetworkV4::address) > 0;
    });
  };
  AddressV4 address(network.subnet.network().to_uint() + 1);
  while (is_own(address) && contains(network.subnet, AddressV4(address.to_uint() + 1))) {
    address = AddressV4(address.to_uint() + 1);
  }
  return address;
}

TracedPacket trace(const HostState& state, const Lookup& packet, const AskKernel& ask) {
  return {packet, look_up(state, packet), ask(packet), true};
}

NetworkTrace trace_network(const HostState& state, const ModuleNetwork& network,
                           const HostTraces& all, const AskKernel& ask) {
  NetworkTrace traced{network.bridge, network.subnet, module_address(state, network), {}, {}};
  traced.out = trace(state, {traced.module, all.hub, network.bridge, all.port, 0}, ask);
  // Where the packet would leave if nothing but a setting kept it, or where the host's own do.
  int uplink = traced.out.out_link();
  if (uplink == 0) uplink = all.host.out_link();
  if (uplink == 0 || uplink == network.bridge) return traced;
  // Behind the translation of addresses, which comes before routing.
  traced.back = trace(state, {all.hub, traced.module, uplink, 0, all.port}, ask);
  return traced;
}

}  // namespace

int TracedPacket::out_link() const {
  return kernel.out_link != 0 ? kernel.out_link : walk.out_link();
}

bool TracedPacket::refused() const {
  return asked && !kernel.error.empty() && walk.out_link() != 0;
}

bool TracedPacket::differs() const {
  if (!asked || walk.unclear) return false;
  if (!kernel.error.empty()) return false;  // of a setting, or the walk finds nothing either
  if (!walk.route) return true;
  if (walk.route->type == RTN_LOCAL) return false;  // the kernel says "lo" or the address's own
  return std::ranges::count(walk.route->hops, kernel.out_link, &NextHop::link) == 0;
}

std::vector<ModuleNetwork> module_networks(const HostState& state) {
  auto networks = networks_of(
      state, [&](const HostLink& link, const NetworkV4&) { return is_engine_bridge(state, link); });
  if (!networks.empty()) return networks;
  return networks_of(state, [&](const HostLink& link, const NetworkV4&) {
    return !has_default_route(state, link);
  });
}

std::vector<ModuleNetwork> module_networks(const HostState& state, const std::string& wanted) {
  return networks_of(state, [&](const HostLink& link, const NetworkV4& subnet) {
    return link.name == wanted || subnet.to_string() == wanted;
  });
}

HostTraces trace_all(const HostState& state, const std::vector<ModuleNetwork>& networks,
                     const AddressV4& hub, std::uint16_t port, const AskKernel& ask) {
  HostTraces all{hub, port, trace(state, {std::nullopt, hub, 0, port, 0}, ask), {}};
  for (const ModuleNetwork& network : networks) {
    all.networks.push_back(trace_network(state, network, all, ask));
  }
  return all;
}

}  // namespace edge::probe
