#include "simulator/faults/change.hpp"

namespace edge::sim {

namespace {

const IpAddress kServer = boost::asio::ip::make_address("203.0.113.10");
const IpAddress kInside = boost::asio::ip::make_address("10.8.0.1");

/// The routes of OpenVPN's "redirect-gateway def1" (route.c, redirect_default_route_to_vpn): a host
/// route to the server by the old gateway, then two halves that beat the default route.
void redirect_gateway_def1(Node& node) {
  for (const auto& route : node.routes) {
    if (route.destination.length != 0 || !route.gateway) continue;
    Route bypass = route;
    bypass.destination = {kServer, 32};
    node.routes.push_back(bypass);
    break;
  }
  for (const auto* half : {"0.0.0.0/1", "128.0.0.0/1"}) {
    Route route;
    route.destination = prefix_literal(half);
    route.gateway = kInside;
    route.interface = "tun0";
    node.routes.push_back(route);
  }
}

}  // namespace

/// A VPN client on the node that has the site's address: the host of a container, or the device.
Topology vpn_full_tunnel(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  read.choice("style", {"openvpn-def1"}, "openvpn-def1");
  const bool drop = read.choice("egress", {"drop", "pass"}, "drop") == "drop";
  read.finish();

  auto* host = find_node(topology, "host");
  auto& node = host ? *host : probe_node(topology);
  auto* gateway = find_node(topology, "vpn-gateway");
  if (!gateway) throw std::invalid_argument("the topology has no VPN gateway");

  Interface tun;
  tun.name = "tun0";
  tun.kind = InterfaceKind::tun;
  tun.addresses = {prefix_literal("10.8.0.6/24")};
  node.interfaces.push_back(tun);
  Tunnel tunnel;
  tunnel.interface = "tun0";
  tunnel.local.port = 1194;
  tunnel.peer = {kServer, 1194};
  node.tunnels.push_back(tunnel);
  redirect_gateway_def1(node);
  if (drop) {
    Match inner;
    inner.in_interface = "tun0";
    put_first(*gateway, Hook::prerouting, inner, Drop{}, "fault: the VPN lets nothing out");
  }
  return topology;
}

}  // namespace edge::sim
