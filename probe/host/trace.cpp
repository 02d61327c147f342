#include "probe/host/trace.hpp"

#include <linux/rtnetlink.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

#include "common/base/hub_ports.hpp"
#include "common/dns/message.hpp"

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
    for (const Prefix& address : link.addresses) {
      const bool network = reaches_beyond(address) && is_subnet(address);
      if (!network || !wanted(link, network_of(address))) continue;
      networks.push_back({link.index, network_of(address)});
    }
  }
  return networks;
}

/// A neighbour's, else the first that is not the host's own.
IpAddress module_address(const HostState& state, const ModuleNetwork& network) {
  for (const HostNeighbour& one : state.neighbours) {
    if (one.link == network.bridge && !one.failed && network.subnet.contains(one.address)) {
      return one.address;
    }
  }
  const auto is_own = [&](const IpAddress& address) {
    return std::ranges::any_of(state.links, [&](const HostLink& link) {
      return std::ranges::count(link.addresses, address, &Prefix::address) > 0;
    });
  };
  IpAddress address = next_address(first_address(network.subnet));
  while (is_own(address) && network.subnet.contains(next_address(address))) {
    address = next_address(address);
  }
  return address;
}

TracedPacket trace(const HostState& state, const Lookup& packet, const AskKernel& ask) {
  return {packet, look_up(state, packet), ask(packet), true};
}

/// Zero for one that is not known, too: the path says so then.
std::uint32_t mark_of(const FilteredPacket& filtered) {
  const KnownBits& mark = filtered.packet.mark;
  std::uint32_t number = 0;
  if (mark.all_known()) std::memcpy(&number, mark.value.data(), sizeof number);
  return number;
}

/// On the same uplink.
void add_other_flows(const HostState& state, FilterFlow flow, int uplink, NetworkTrace& traced) {
  constexpr std::pair<std::uint8_t, std::uint16_t> kOthers[] = {
      {IPPROTO_TCP, kAmqpPort}, {IPPROTO_TCP, kWebSocketPort}, {IPPROTO_UDP, kDnsPort}};
  const std::uint16_t asked_for = flow.port;
  for (const auto& [protocol, port] : kOthers) {
    if (protocol == IPPROTO_TCP && port == asked_for) continue;
    flow.protocol = protocol;
    flow.port = port;
    OtherFlow other{protocol, port, {}, enter_by_bridge(state, flow), {}};
    Lookup packet{flow.module, flow.hub, flow.bridge, port, 0, mark_of(other.out), protocol};
    other.way = look_up(state, packet);
    leave_by(state, uplink, other.out);
    other.back = enter_by_uplink(state, flow, uplink, other.out);
    leave_to_module(state, flow, other.back);
    traced.other_flows.push_back(std::move(other));
  }
}

NetworkTrace trace_network(const HostState& state, const ModuleNetwork& network,
                           const HostTraces& all, const AskKernel& ask) {
  NetworkTrace traced{.bridge = network.bridge, .subnet = network.subnet};
  traced.module = module_address(state, network);
  const FilterFlow flow{traced.module, all.hub, network.bridge, IPPROTO_TCP, all.port};
  traced.out_filters = enter_by_bridge(state, flow);
  Lookup packet{traced.module, all.hub, network.bridge, all.port, 0};
  packet.mark = mark_of(traced.out_filters);
  traced.out = trace(state, packet, ask);
  leave_by(state, traced.out.out_link(), traced.out_filters);
  // Where the packet would leave if nothing but a setting kept it, or where the host's own do.
  int uplink = traced.out.out_link();
  if (uplink == 0) uplink = all.host.out_link();
  if (uplink == 0 || uplink == network.bridge) return traced;
  traced.back_filters = enter_by_uplink(state, flow, uplink, traced.out_filters);
  // Behind the translation of addresses, which comes before routing.
  Lookup answer{all.hub, traced.module, uplink, 0, all.port};
  answer.mark = mark_of(traced.back_filters);
  traced.back = trace(state, answer, ask);
  if (traced.back.out_link() == network.bridge) {
    leave_to_module(state, flow, traced.back_filters);
  }
  traced.later_filters = follow(state, flow, uplink, traced.out_filters, traced.back_filters);
  add_other_flows(state, flow, uplink, traced);
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
      state, [&](const HostLink& link, const Prefix&) { return is_engine_bridge(state, link); });
  if (!networks.empty()) return networks;
  return networks_of(state, [&](const HostLink& link, const Prefix&) {
    return !has_default_route(state, link);
  });
}

std::vector<ModuleNetwork> module_networks(const HostState& state, const std::string& wanted) {
  return networks_of(state, [&](const HostLink& link, const Prefix& subnet) {
    return link.name == wanted || to_string(subnet) == wanted;
  });
}

HostTraces trace_all(const HostState& state, const std::vector<ModuleNetwork>& networks,
                     const IpAddress& hub, std::uint16_t port, const AskKernel& ask) {
  HostTraces all{hub, port, trace(state, {std::nullopt, hub, 0, port, 0}, ask), {}};
  for (const ModuleNetwork& network : networks) {
    all.networks.push_back(trace_network(state, network, all, ask));
  }
  return all;
}

}  // namespace edge::probe
