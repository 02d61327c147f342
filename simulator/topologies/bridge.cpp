#include "simulator/topologies/module_network.hpp"
#include "simulator/topologies/site.hpp"

namespace edge::sim {

Topology bridge(const Parameters& with) {
  ParameterReader read(with);
  const auto network = read_module_network(read);
  read.finish();

  Topology topology;
  topology.name = "bridge";
  topology.wires = {wire({"host", "eth0"}, {"site-router", "lan"}, kLanDelay)};
  add_site(topology);
  add_bridge_network(topology, network, site_host());
  return topology;
}

}  // namespace edge::sim
