#include <algorithm>

#include "simulator/topology/look_up.hpp"
#include "simulator/faults/helpers.hpp"

namespace edge::sim {

/// Left over from another network, or mistyped: it beats the default route. The interface is the
/// one on whose network the gateway is, as `ip route add` chooses it.
Topology wrong_route(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  auto& node = read.node(topology, "at");
  const auto to = parse_prefix(read.text("to"));
  const auto via = read.address("via");
  read.finish();
  if (!to || !to->address.is_v4() || network_of(*to) != *to) {
    throw ParameterError("to", "'to' must be an IPv4 prefix, such as 198.51.100.0/24");
  }
  if (!via) throw std::invalid_argument("'via' is required");
  const auto near = std::ranges::find_if(node.interfaces, [&](const Interface& interface) {
    return std::ranges::any_of(interface.addresses,
                               [&](const Prefix& prefix) { return prefix.contains(*via); });
  });
  if (near == node.interfaces.end()) {
    throw ParameterError("via", "'via': " + via->to_string() + " is on no network of " + node.name);
  }
  Route route;
  route.destination = *to;
  route.gateway = *via;
  route.interface = near->name;
  node.routes.push_back(route);
  return topology;
}

}  // namespace edge::sim
