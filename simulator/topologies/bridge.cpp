#include "simulator/topologies/module_network.hpp"
#include "simulator/topologies/rows.hpp"
#include "simulator/topologies/site.hpp"

namespace edge::sim {
namespace {

Topology bridge(const Arguments& with) {
  const auto network = module_network_of(with);
  Topology topology;
  topology.name = "bridge";
  topology.wires = {wire({"host", "eth0"}, {"site-router", "lan"}, kLanDelay)};
  add_site(topology);
  add_bridge_network(topology, network, site_host());
  return topology;
}

}  // namespace

constinit const TopologyRow kBridgeTopology{
    .name = "bridge",
    .what = "module - container bridge - host with NAT - site router with NAT - internet",
    .parameters = {&kModuleDns, &kModulePrefix},
    .build = bridge};

}  // namespace edge::sim
