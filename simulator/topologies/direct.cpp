#include "simulator/topologies/rows.hpp"
#include "simulator/topologies/site.hpp"

namespace edge::sim {
namespace {

Topology direct(const Arguments&) {
  Topology topology;
  topology.name = "direct";
  auto device = site_host();
  device.name = "device";
  topology.nodes.push_back(device);
  topology.wires = {wire({"device", "eth0"}, {"site-router", "lan"}, kLanDelay)};
  add_site(topology);
  return topology;
}

}  // namespace

constinit const TopologyRow kDirectTopology{
    .name = "direct",
    .what = "device - site router with NAT - internet",
    .build = direct};

}  // namespace edge::sim
