#include "simulator/parameters.hpp"
#include "simulator/topologies/site.hpp"

namespace edge::sim {

Topology direct(const Parameters& with) {
  ParameterReader(with).finish();
  Topology topology;
  topology.name = "direct";
  Node device;
  device.name = "device";
  device.interfaces = {interface("eth0", "192.168.1.10/24")};
  device.routes = {route_via("0.0.0.0/0", kSiteDns, "eth0")};
  device.resolver.servers = {{ip(kSiteDns), 53}};
  topology.nodes.push_back(device);
  topology.wires = {wire({"device", "eth0"}, {"site-router", "lan"}, kLanDelay)};
  add_site(topology);
  return topology;
}

}  // namespace edge::sim
