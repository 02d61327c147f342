// The module network has the subnet of the site's LAN: an engine told to use 192.168.1.0/24 in an
// office that has it too. As Docker does it, the bridge takes the first address, which here is the
// router's and name server's: to the host that address is now its own. The uplink's connected route
// was there first, so what is for the module goes to the LAN, where nobody answers ARP for it. The
// host itself still reaches the internet: its default route names the uplink.
#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <stdexcept>

#include "simulator/topology/look_up.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/faults/vpn/takeover.hpp"

namespace edge::sim {
namespace {

/// From one network to the same place in another.
class Renumbering {
 public:
  Renumbering(const Prefix& from, const Prefix& to) : from_(from), to_(to) {}

  void apply(Node& node) const {
    for (auto& interface : node.interfaces) {
      for (auto& address : interface.addresses) {
        if (move(address.address)) address.length = to_.length;
      }
    }
    for (auto& route : node.routes) {
      if (route.gateway) move(*route.gateway);
    }
    for (auto& server : node.resolver.servers) move(server.address);
    for (auto& rule : node.rules) {
      for (auto* prefix : {&rule.match.source, &rule.match.destination}) {
        if (!*prefix || (*prefix)->length < from_.length) continue;
        const bool whole = *prefix == from_;
        if (move((*prefix)->address) && whole) (*prefix)->length = to_.length;
      }
    }
  }

  /// False for an address of another network.
  bool move(IpAddress& address) const {
    if (!from_.contains(address)) return false;
    const auto place = address.to_v4().to_uint() & (0xffffffffu >> to_.length);
    address = boost::asio::ip::address_v4(to_.address.to_v4().to_uint() | place);
    return true;
  }

 private:
  Prefix from_, to_;
};

}  // namespace

Topology subnet_overlap(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  const auto network = module_network(topology);
  const auto uplink = uplink_of(network.host).interface;
  const auto* lan = edge::find_interface(network.host, uplink);
  if (lan->addresses.empty() || network.bridge.addresses.empty()) {
    throw std::invalid_argument("the host's networks have no addresses");
  }
  const Renumbering renumbering(network_of(network.bridge.addresses.front()),
                                network_of(lan->addresses.front()));
  for (auto* node : {&probe_node(topology), &network.host}) renumbering.apply(*node);
  for (auto& service : topology.services) renumbering.move(service.address);
  auto& interfaces = network.host.interfaces;  // of equal routes, the first interface's counts
  std::ranges::stable_partition(interfaces,
                                [&](const Interface& each) { return each.name == uplink; });
  return topology;
}

}  // namespace edge::sim
