#include "simulator/faults/vpn/takeover.hpp"

#include <stdexcept>
#include <utility>

#include "simulator/faults/helpers.hpp"
#include "simulator/topologies/site.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

void add_tunnel(Node& machine, const VpnStyle& style) {
  Interface tun = interface(std::string{style.interface}, style.client);
  tun.kind = InterfaceKind::tun;
  tun.mtu = style.mtu;
  machine.interfaces.push_back(tun);
  Tunnel tunnel;
  tunnel.interface = tun.name;
  tunnel.local.port = style.port;
  tunnel.peer = {ip(kVpnServer), style.port};
  tunnel.overhead = style.overhead;
  machine.tunnels.push_back(tunnel);
}

/// The provider runs the same VPN: its port, network, MTU and overhead, and lets those clients out.
void fit_gateway(Node& gateway, const VpnStyle& style) {
  Tunnel& tunnel = gateway.tunnels.front();
  tunnel.local.port = tunnel.peer.port = style.port;
  tunnel.overhead = style.overhead;
  const auto address = prefix_literal(style.gateway);
  for (auto& interface : gateway.interfaces) {
    if (interface.name != tunnel.interface) continue;
    interface.addresses = {address};
    interface.mtu = style.mtu;
  }
  for (auto& rule : gateway.rules) {
    if (std::holds_alternative<Masquerade>(rule.action)) rule.match.source = network_of(address);
  }
}

}  // namespace

Route uplink_of(const Node& machine) {
  const Route* best = nullptr;
  for (const auto& route : machine.routes) {
    if (route.table != kMainTable || !is_default(route) || !route.gateway) continue;
    if (!best || route.metric < best->metric) best = &route;
  }
  if (!best) throw std::invalid_argument("'" + machine.name + "' has no default route");
  return *best;
}

Node& vpn_machine(Topology& topology) {
  auto* host = find_node(topology, "host");
  return host ? *host : probe_node(topology);
}

Node& vpn_gateway(Topology& topology) {
  auto* gateway = find_node(topology, "vpn-gateway");
  if (!gateway) throw lacking(topology, "VPN gateway: no node is called 'vpn-gateway'");
  if (gateway->tunnels.empty()) throw std::invalid_argument("'vpn-gateway' has no tunnel");
  return *gateway;
}

void connect_vpn(Topology& topology, const VpnStyle& style, const VpnOrders& orders) {
  auto& machine = vpn_machine(topology);
  const VpnSite site{uplink_of(machine), ip(kVpnServer), prefix_literal(style.gateway).address,
                     orders.routes, orders.lan_allowed};
  fit_gateway(vpn_gateway(topology), style);
  add_tunnel(machine, style);
  style.connect(machine, site);
}

}  // namespace edge::sim
