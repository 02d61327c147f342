// The bridge topology at a site whose machines reach the internet through a proxy only: the site's
// firewall drops everything else without a word, as firewalls towards the inside mostly do. Names
// still resolve: the site's name server asks for everybody.
#include <algorithm>

#include "simulator/topologies/module_network.hpp"
#include "simulator/topologies/rows.hpp"
#include "simulator/topologies/site.hpp"

namespace edge::sim {
namespace {

Topology site_proxy(const Arguments& with) {
  const auto network = module_network_of(with);
  Topology topology;
  topology.name = "site-proxy";
  topology.wires = {wire({"host", "eth0"}, {"site-router", "lan"}, kLanDelay)};
  add_site(topology);
  Match proxy, outward;
  proxy.source = one_address(ip(kProxyAddress));
  outward.in_interface = "lan";
  auto& rules = std::ranges::find(topology.nodes, "site-router", &Node::name)->rules;
  rules.push_back({Hook::forward, kFilter, proxy, Accept{}, "firewall: the proxy may leave"});
  rules.push_back({Hook::forward, kFilter, outward, Drop{}, "firewall: nobody else may"});
  add_bridge_network(topology, network, site_host());
  return topology;
}

}  // namespace

constinit const TopologyRow kSiteProxyTopology{
    .name = "site-proxy",
    .what = "as bridge; the site's firewall drops all but the proxy 192.168.1.8:3128",
    .parameters = {&kModuleDns, &kModulePrefix},
    .build = site_proxy};

}  // namespace edge::sim
