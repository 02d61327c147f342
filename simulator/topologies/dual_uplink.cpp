// The bridge topology with a host that has two ways out: by cable to the site, and by Wi-Fi to an
// LTE router with a provider of its own. NetworkManager gives them the metrics 100 and 600. The
// kernel uses the second only once the first one's route has gone: that the way is dead further on
// it does not notice, nor that a cable is unplugged at the other end.
#include <algorithm>

#include "simulator/topologies/module_network.hpp"
#include "simulator/topologies/rows.hpp"
#include "simulator/topologies/site.hpp"
#include "simulator/topology/dns_service.hpp"

namespace edge::sim {
namespace {

constexpr std::string_view kLteDns = "192.168.2.1";
constexpr int kEthernetMetric = 100;
constexpr int kWifiMetric = 600;

Node host_with_two_uplinks() {
  auto host = site_host();
  host.interfaces.push_back(interface("wlan0", "192.168.2.10/24"));
  host.routes.push_back(route_via("0.0.0.0/0", kLteDns, "wlan0"));
  host.routes[0].metric = kEthernetMetric;
  host.routes[1].metric = kWifiMetric;
  host.resolver.servers.push_back({ip(kLteDns), 53});
  return host;
}

/// Between the LTE router and the internet. A round trip from the host to the hub takes 60 ms.
void add_lte(Topology& topology) {
  topology.nodes.push_back(
      nat_router("lte-router", "192.168.2.1/24", "203.0.113.18/30", "203.0.113.17"));
  Node carrier;
  carrier.name = "carrier";
  carrier.interfaces = {interface("lte", "203.0.113.17/30"), interface("core", "203.0.113.21/30")};
  carrier.routes = {route_via("0.0.0.0/0", "203.0.113.22", "core")};
  carrier.sysctls.ip_forward = true;
  topology.nodes.push_back(carrier);
  auto& internet = *std::ranges::find(topology.nodes, "internet", &Node::name);
  internet.interfaces.push_back(interface("carrier", "203.0.113.22/30"));
  internet.routes.push_back(route_via("203.0.113.16/30", "203.0.113.21", "carrier"));

  using std::chrono::milliseconds;
  topology.wires.push_back(wire({"lte-router", "wan"}, {"carrier", "lte"}, milliseconds{22}));
  topology.wires.push_back(wire({"carrier", "core"}, {"internet", "carrier"}, milliseconds{3}));
  DnsService dns;
  dns.upstream = {{ip(kInternetDns), 53}};
  topology.services.push_back({"lte-dns", "lte-router", ip(kLteDns), dns});
}

Topology dual_uplink(const Arguments& with) {
  const auto network = module_network_of(with);
  Topology topology;
  topology.name = "dual-uplink";
  topology.wires = {
      wire({"host", "eth0"}, {"site-router", "lan"}, kLanDelay),
      wire({"host", "wlan0"}, {"lte-router", "lan"}, std::chrono::milliseconds{3})};
  add_site(topology);
  add_lte(topology);
  add_bridge_network(topology, network, host_with_two_uplinks());
  return topology;
}

}  // namespace

constinit const TopologyRow kDualUplinkTopology{
    .name = "dual-uplink",
    .what = "as bridge; the host has a second uplink by Wi-Fi (metric 600) to an LTE router",
    .parameters = {&kModuleDns, &kModulePrefix},
    .build = dual_uplink};

}  // namespace edge::sim
