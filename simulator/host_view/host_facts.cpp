#include "simulator/host_view/host_facts.hpp"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include <algorithm>

#include "common/base/check.hpp"
#include "common/dns/resolv_conf_text.hpp"
#include "common/world/kernel_rules.hpp"
#include "simulator/host_view/filter_facts.hpp"
#include "simulator/host_view/node_links.hpp"
#include "simulator/network/event_loop.hpp"
#include "simulator/network/link_layer.hpp"
#include "simulator/network/wanted_routes.hpp"
#include "simulator/topology/hub_access.hpp"
#include "simulator/topology/look_up.hpp"
#include "simulator/topology/proxy_service.hpp"

namespace edge::sim {
namespace {

probe::HostLink loopback_fact() {
  probe::HostLink link{.index = kLoopbackIndex, .name = "lo", .mtu = kLargestInterfaceMtu};
  link.up = link.carrier = true;
  link.addresses = {prefix_literal("127.0.0.1/8")};
  return link;
}

probe::HostLink link_fact(const Node& host, const Interface& interface) {
  probe::HostLink link{.index = link_index(host, interface.name), .name = interface.name};
  if (interface.kind == InterfaceKind::bridge) link.kind = "bridge";
  if (interface.kind == InterfaceKind::tun) link.kind = "tun";
  link.point_to_point = interface.kind == InterfaceKind::tun;
  link.mtu = interface.mtu;
  link.up = link.carrier = interface.up;
  for (const Prefix& each : interface.addresses) {
    if (each.address.is_v4()) link.addresses.push_back(each);
  }
  link.forwards = host.sysctls.ip_forward;
  link.reverse_path_filter = host.sysctls.rp_filter;
  return link;
}

int type_number(RouteKind kind) {
  switch (kind) {
    case RouteKind::unicast: return RTN_UNICAST;
    case RouteKind::unreachable: return RTN_UNREACHABLE;
    case RouteKind::prohibit: return RTN_PROHIBIT;
    case RouteKind::blackhole: return RTN_BLACKHOLE;
    case RouteKind::throw_: break;
  }
  return RTN_THROW;
}

probe::HostRoute local_route(int link, const Prefix& destination) {
  probe::HostRoute route{.destination = destination, .table = RT_TABLE_LOCAL};
  route.type = RTN_LOCAL;
  route.hops = {{.link = link}};
  return route;
}

void add_local_routes(probe::HostState& state) {
  state.routes.push_back(local_route(kLoopbackIndex, prefix_literal("127.0.0.0/8")));
  for (const probe::HostLink& link : state.links) {
    for (const Prefix& address : link.addresses) {
      state.routes.push_back(local_route(link.index, one_address(address.address)));
    }
  }
}

probe::HostRoute route_fact(const Node& host, const Route& route) {
  probe::HostRoute fact{.destination = route.destination};
  fact.table = static_cast<std::uint32_t>(route.table);
  fact.metric = static_cast<std::uint32_t>(route.metric);
  fact.type = type_number(route.kind);
  if (route.source) fact.source = *route.source;
  if (route.kind != RouteKind::unicast) return fact;
  probe::NextHop hop{.link = link_index(host, route.interface)};
  if (route.gateway) hop.gateway = *route.gateway;
  fact.hops = {hop};
  return fact;
}

probe::HostRule table_rule(int priority, int table) {
  return {.priority = static_cast<std::uint32_t>(priority),
          .action = FR_ACT_TO_TBL,
          .table = static_cast<std::uint32_t>(table)};
}

probe::HostRule rule_fact(const PolicyRule& rule) {
  probe::HostRule fact = table_rule(rule.priority, rule.table);
  fact.invert = rule.invert;
  if (rule.unreachable) fact.action = FR_ACT_UNREACHABLE;
  if (rule.source) fact.source = *rule.source;
  if (rule.destination) fact.destination = *rule.destination;
  if (rule.mark) {
    fact.mark = *rule.mark;
    fact.mark_mask = rule.mark_mask;
  }
  fact.suppress_length = rule.suppress_prefix_length;
  return fact;
}

void add_rules(const Node& host, probe::HostState& state) {
  for (const KernelRule& own : kKernelRules) {
    state.rules.push_back(table_rule(own.priority, own.table));
  }
  for (const PolicyRule& each : host.policy_rules) {
    const bool of_v6 = (each.source && !each.source->address.is_v4()) ||
                       (each.destination && !each.destination->address.is_v4());
    if (!of_v6) state.rules.push_back(rule_fact(each));
  }
  std::ranges::stable_sort(state.rules, {}, &probe::HostRule::priority);
}

/// Who is on a bridge of the host.
void add_neighbours(const Topology& topology, const Node& host, probe::HostState& state) {
  for (const Wire& wire : topology.wires) {
    for (const auto& [here, there] : {std::pair(wire.a, wire.b), std::pair(wire.b, wire.a)}) {
      if (here.node != host.name || !wire.up) continue;
      for (const Prefix& each : interface_at(topology, there).addresses) {
        if (!each.address.is_v4()) continue;
        state.neighbours.push_back({each.address, link_index(host, here.interface)});
      }
    }
  }
}

/// Gateways at which nobody answers.
void add_dead_gateways(const Topology& topology, const Node& host, probe::HostState& state) {
  EventLoop loop;
  LinkLayer links(loop, 0, [](PortId, const Packet&) {});
  links.configure(topology);
  for (const Route& route : host.routes) {
    const Interface* interface = find_interface(host, route.interface);
    if (!route.gateway || !route.gateway->is_v4() || !interface || !interface->up) continue;
    if (interface->kind == InterfaceKind::tun) continue;
    const PortId port = links.port(host.name, interface->name);
    if (links.resolve(port, *route.gateway)) continue;
    state.neighbours.push_back({*route.gateway, link_index(host, interface->name), true});
  }
}

/// The edge hub's ports, where another program of the host has them.
void add_listeners(const Topology& topology, const Node& host, probe::HostState& state) {
  const auto add = [&](const Service& service, std::uint16_t port) {
    if (std::ranges::count(probe::kEdgeHubPorts, port) == 0) return;
    probe::HostListener listener{service.address, port};
    listener.process = 1;
    listener.program = service.name;
    listener.user = "root";
    state.listeners.push_back(std::move(listener));
  };
  for (const Service& service : topology.services) {
    if (service.node != host.name) continue;
    if (const auto* proxy = service.if_is<ProxyService>()) add(service, proxy->port);
    if (const auto* hub = service.if_is<HubService>()) {
      const auto access = access_to(*hub);
      for (const auto port : {access.amqp_port, access.websocket_port}) add(service, port);
    }
  }
}

}  // namespace

probe::HostState host_facts(const Topology& topology, const std::string& name) {
  const Node* host = find_node(topology, name);
  CHECK(host);
  probe::HostState state;
  state.links = {loopback_fact()};
  for (const Interface& each : host->interfaces) state.links.push_back(link_fact(*host, each));
  add_local_routes(state);
  for (const auto& [key, route] : wanted_routes(*host)) {
    if (route.destination.address.is_v4()) state.routes.push_back(route_fact(*host, route));
  }
  add_rules(*host, state);
  add_neighbours(topology, *host, state);
  add_dead_gateways(topology, *host, state);
  add_listeners(topology, *host, state);
  probe::take_name_servers(state, {resolv_conf_text(host->resolver), {}, {}});
  state.filters = probe::ReadRuleset{.rules = filter_facts(*host)};
  return state;
}

}  // namespace edge::sim
