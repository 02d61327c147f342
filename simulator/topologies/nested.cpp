// A device below a parent gateway, as in a plant: its host's LAN has no way out, and the parent,
// which also stands in the site's LAN, is the hub to it (GatewayHostName in the connection string).
// The parent does not forward packets; that it has a hub of its own above it is taken for granted.
//
//   module - host 10.20.0.10 - plant-router 10.20.0.1 - parent 10.20.0.4 | 192.168.1.20 - site ...
#include <algorithm>

#include "simulator/topologies/module_network.hpp"
#include "simulator/topologies/rows.hpp"
#include "simulator/topologies/site.hpp"
#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

constexpr std::string_view kPlantRouter = "10.20.0.1";
constexpr std::string_view kParent = "10.20.0.4";
constexpr const char* kParentName = "parent.test";

Node plant_host() {
  Node node;
  node.interfaces = {interface("eth0", "10.20.0.10/24")};
  node.routes = {route_via("0.0.0.0/0", kPlantRouter, "eth0")};
  node.resolver.servers = {{ip(kPlantRouter), 53}};
  return node;
}

/// Everybody's gateway in the plant, which knows no network but the plant's.
Node plant_router() {
  Node node;
  node.name = "plant-router";
  auto lan = interface("lan", "10.20.0.1/24");
  lan.kind = InterfaceKind::bridge;
  node.interfaces = {lan};
  node.sysctls.ip_forward = true;
  return node;
}

Node parent() {
  Node node;
  node.name = "parent";
  node.interfaces = {interface("eth0", "10.20.0.4/24"), interface("eth1", "192.168.1.20/24")};
  node.routes = {route_via("0.0.0.0/0", kSiteDns, "eth1")};
  node.resolver.servers = {{ip(kSiteDns), 53}};
  return node;
}

/// The hub moves into the parent and the plant's name server knows the parent only.
void change_services(Topology& topology) {
  const auto named = [&](const char* name) -> Service& {
    return *std::ranges::find(topology.services, name, &Service::name);
  };
  auto& hub = named("hub");
  hub.node = "parent";
  hub.address = ip(kParent);
  auto& behaviour = hub.as<HubService>();
  behaviour.gateway_host_name = kParentName;
  behaviour.personality = HubPersonality::edgehub;
  named("site-dns").name = "office-dns";
  DnsService dns;
  dns.records = {{kParentName, ip(kParent)}};
  topology.services.push_back({"site-dns", "plant-router", ip(kPlantRouter), dns});
}

Topology nested(const Arguments& with) {
  const auto network = module_network_of(with);
  Topology topology;
  topology.name = "nested";
  topology.nodes = {plant_router(), parent()};
  topology.wires = {wire({"host", "eth0"}, {"plant-router", "lan"}, kLanDelay),
                    wire({"plant-router", "lan"}, {"parent", "eth0"}, kLanDelay),
                    wire({"parent", "eth1"}, {"site-router", "lan"}, kLanDelay)};
  add_site(topology);
  change_services(topology);
  add_bridge_network(topology, network, plant_host());
  return topology;
}

}  // namespace

constinit const TopologyRow kNestedTopology{
    .name = "nested",
    .what = "as bridge, in a plant without internet, below a gateway (parent.test) as its hub",
    .parameters = {&kModuleDns, &kModulePrefix},
    .build = nested};

}  // namespace edge::sim
