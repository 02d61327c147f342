#include "simulator/topologies/site.hpp"

#include <chrono>
#include <utility>

#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/hub_access.hpp"
#include "simulator/topology/proxy_service.hpp"

namespace edge::sim {
namespace {

using std::chrono::microseconds;

Match leaving(std::string interface) {
  Match match;
  match.out_interface = std::move(interface);
  return match;
}

Match state(ConnectionState state) {
  Match match;
  match.state = state;
  return match;
}

Node isp() {
  Node node;
  node.name = "isp";
  node.interfaces = {interface("site", "203.0.113.1/30"), interface("core", "203.0.113.5/30")};
  node.routes = {route_via("0.0.0.0/0", "203.0.113.6", "core")};
  node.sysctls.ip_forward = true;
  return node;
}

Node internet() {
  Node node;
  node.name = "internet";
  node.interfaces = {interface("isp", "203.0.113.6/30"), interface("hub", "198.51.100.1/24"),
                     interface("dns", "192.0.2.1/24"), interface("vpn", "203.0.113.9/30")};
  node.routes = {route_via("203.0.113.0/30", "203.0.113.5", "isp")};
  node.sysctls.ip_forward = true;
  return node;
}

Node server(std::string name, std::string_view prefix, std::string_view gateway) {
  Node node;
  node.name = std::move(name);
  node.interfaces = {interface("eth0", prefix)};
  node.routes = {route_via("0.0.0.0/0", gateway, "eth0")};
  node.resolver.servers = {{ip(kInternetDns), 53}};
  return node;
}

/// A VPN provider's gateway that lets its clients out with its own address.
Node vpn_gateway() {
  auto node = server("vpn-gateway", "203.0.113.10/30", "203.0.113.9");
  auto tun = interface("tun0", "10.8.0.1/24");
  tun.kind = InterfaceKind::tun;
  node.interfaces.push_back(tun);
  node.sysctls.ip_forward = true;
  // What the site's NAT makes of the client's socket: port 1194 is kept, as masquerading does.
  node.tunnels = {{"tun0", {ip(kVpnServer), 1194}, {ip("203.0.113.2"), 1194}, 0, 52}};
  auto clients = leaving("eth0");
  clients.source = prefix_literal("10.8.0.0/24");
  node.rules = {{Hook::postrouting, kSourceNat, clients, Masquerade{}, "VPN gateway"}};
  return node;
}

void add_services(Topology& topology) {
  // Bytes 00..1f: a test key, as in the SAS test vectors.
  const std::string key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  const auto hub = hub_for({{"edge-device-1", "$edgeAgent", key}, {"edge-device-1", "", key}});
  topology.services.push_back({"hub", "hub", ip(kHubAddress), hub});

  DnsService internet_dns;
  internet_dns.records = {{access_to(*hub).host_name, ip(kHubAddress)}};
  topology.services.push_back({"internet-dns", "dns", ip(kInternetDns), internet_dns});

  DnsService site_dns;
  site_dns.upstream = {{ip(kInternetDns), 53}};
  topology.services.push_back({"site-dns", "site-router", ip(kSiteDns), site_dns});

  topology.services.push_back({"proxy", "proxy", ip(kProxyAddress), ProxyService{}});
}

}  // namespace

IpAddress ip(std::string_view literal) { return boost::asio::ip::make_address(literal); }

Interface interface(std::string name, std::string_view prefix) {
  Interface made;
  made.name = std::move(name);
  made.addresses = {prefix_literal(prefix)};
  return made;
}

Wire wire(Port a, Port b, Duration delay) {
  Wire made;
  made.a = std::move(a);
  made.b = std::move(b);
  made.delay = delay;
  return made;
}

Route route_via(std::string_view destination, std::string_view gateway, std::string interface) {
  Route route;
  route.destination = prefix_literal(destination);
  route.gateway = ip(gateway);
  route.interface = std::move(interface);
  return route;
}

Node site_host() {
  Node node;
  node.interfaces = {interface("eth0", "192.168.1.10/24")};
  node.routes = {route_via("0.0.0.0/0", kSiteDns, "eth0")};
  node.resolver.servers = {{ip(kSiteDns), 53}};
  return node;
}

Node nat_router(std::string name, std::string_view lan_address, std::string_view wan,
                std::string_view provider) {
  Node node;
  node.name = std::move(name);
  auto lan = interface("lan", lan_address);
  lan.kind = InterfaceKind::bridge;  // its switch ports
  node.interfaces = {lan, interface("wan", wan)};
  node.routes = {route_via("0.0.0.0/0", provider, "wan")};
  node.sysctls.ip_forward = true;
  Match from_wan;
  from_wan.in_interface = "wan";
  for (const auto hook : {Hook::input, Hook::forward}) {
    for (const auto known : {ConnectionState::established, ConnectionState::related}) {
      node.rules.push_back({hook, kFilter, state(known), Accept{}, "firewall: what belongs"});
    }
    node.rules.push_back({hook, kFilter, from_wan, Drop{}, "firewall: nothing new from outside"});
  }
  node.rules.push_back({Hook::postrouting, kSourceNat, leaving("wan"), Masquerade{}, "site NAT"});
  node.resolver.servers = {{ip(kInternetDns), 53}};
  return node;
}

WallTime documented_second() {
  using namespace std::chrono;
  return sys_days{2017y / November / 28} + 18h + 46min + 19s;
}

void add_site(Topology& topology) {
  for (const auto& node :
       {nat_router("site-router", "192.168.1.1/24", "203.0.113.2/30", "203.0.113.1"), isp(),
        internet(), server("hub", "198.51.100.10/24", "198.51.100.1"),
        server("dns", "192.0.2.53/24", "192.0.2.1"), vpn_gateway(),
        server("proxy", std::string{kProxyAddress} + "/24", kSiteDns)}) {
    topology.nodes.push_back(node);
  }
  topology.wires.push_back(wire({"site-router", "wan"}, {"isp", "site"}, microseconds{4500}));
  topology.wires.push_back(wire({"isp", "core"}, {"internet", "isp"}, microseconds{3000}));
  topology.wires.push_back(wire({"internet", "hub"}, {"hub", "eth0"}, microseconds{2000}));
  topology.wires.push_back(wire({"internet", "dns"}, {"dns", "eth0"}, microseconds{2000}));
  topology.wires.push_back(wire({"internet", "vpn"}, {"vpn-gateway", "eth0"}, microseconds{2000}));
  topology.wires.push_back(wire({"site-router", "lan"}, {"proxy", "eth0"}, kLanDelay));
  topology.starts_at = documented_second();
  add_services(topology);
}

}  // namespace edge::sim
