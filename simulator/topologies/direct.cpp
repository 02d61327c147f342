#include "simulator/topologies/site.hpp"
#include "simulator/topology/parameters.hpp"

namespace edge::sim {

Topology direct(const Parameters& with) {
  ParameterReader(with).finish();
  Topology topology;
  topology.name = "direct";
  auto device = site_host();
  device.name = "device";
  topology.nodes.push_back(device);
  topology.wires = {wire({"device", "eth0"}, {"site-router", "lan"}, kLanDelay)};
  add_site(topology);
  return topology;
}

}  // namespace edge::sim
