#include "simulator/topologies/validate.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "common/topology/look_up.hpp"
#include "common/topology/validate.hpp"

namespace edge::sim {
namespace {

using Sentences = std::vector<std::string>;

/// Both must exist: common/topology/validate has run.
const Node& node_named(const Topology& topology, const std::string& name) {
  return *std::ranges::find(topology.nodes, name, &Node::name);
}

const Interface* interface_named(const Node& node, const std::string& name) {
  const auto found = std::ranges::find(node.interfaces, name, &Interface::name);
  return found == node.interfaces.end() ? nullptr : &*found;
}

/// Ports on one link: wired to each other, directly or over bridges.
class Links {
 public:
  explicit Links(const Topology& topology) {
    for (const auto& wire : topology.wires) join(wire.a, wire.b);
  }

  bool together(const Port& a, const Port& b) const {
    return std::ranges::any_of(links_, [&](const Ports& link) {
      return link.contains(key(a)) && link.contains(key(b));
    });
  }

 private:
  using Ports = std::set<std::pair<std::string, std::string>>;

  static std::pair<std::string, std::string> key(const Port& port) {
    return {port.node, port.interface};
  }

  void join(const Port& a, const Port& b) {
    Ports joined{key(a), key(b)};
    std::erase_if(links_, [&](const Ports& link) {
      const bool touched = link.contains(key(a)) || link.contains(key(b));
      if (touched) joined.insert(link.begin(), link.end());
      return touched;
    });
    links_.push_back(joined);
  }

  std::vector<Ports> links_;
};

/// The same address twice is a contradiction in one node or on one link; elsewhere nobody notices.
void check_duplicates(const Topology& topology, Sentences& said) {
  const Links links(topology);
  std::multimap<IpAddress, Port> owners;
  for (const auto& node : topology.nodes) {
    for (const auto& interface : node.interfaces) {
      const Port port{node.name, interface.name};
      for (const auto& prefix : interface.addresses) {
        const auto [first, last] = owners.equal_range(prefix.address);
        const bool taken = std::any_of(first, last, [&](const auto& owner) {
          return owner.second.node == node.name || links.together(owner.second, port);
        });
        owners.emplace(prefix.address, port);
        if (!taken) continue;
        said.push_back(fmt::format("{}/{}: {} is another interface's address too", node.name,
                                   interface.name, prefix.address.to_string()));
      }
    }
  }
}

/// Two interfaces may be on equal networks, as the kernel allows: the first one's route counts.
void check_overlaps(const Topology& topology, Sentences& said) {
  for (const auto& node : topology.nodes) {
    std::vector<Prefix> networks;
    for (const auto& interface : node.interfaces) {
      for (const auto& prefix : interface.addresses) {
        for (const auto& other : networks) {
          const bool apart = !other.contains(prefix.address) && !prefix.contains(other.address);
          if (apart || network_of(prefix) == network_of(other)) continue;
          said.push_back(fmt::format("{}/{}: {} overlaps another network of the node", node.name,
                                     interface.name, to_string(prefix)));
        }
        networks.push_back(prefix);
      }
    }
  }
}

void check_gateways(const Node& node, Sentences& said) {
  for (const auto& route : node.routes) {
    if (route.kind != RouteKind::unicast || !route.gateway) continue;
    const auto on_link = [&](const Prefix& prefix) { return prefix.contains(*route.gateway); };
    if (std::ranges::any_of(interface_named(node, route.interface)->addresses, on_link)) continue;
    said.push_back(fmt::format("{}: the gateway {} of {} is not on {}'s network", node.name,
                               route.gateway->to_string(), to_string(route.destination),
                               route.interface));
  }
}

void check_rules(const Node& node, Sentences& said) {
  for (const auto& rule : node.rules) {
    const auto& match = rule.match;
    for (const auto* name : {&match.in_interface, &match.not_in_interface, &match.out_interface,
                             &match.not_out_interface}) {
      if (!*name || **name == "lo" || interface_named(node, **name)) continue;
      said.push_back(fmt::format("{}: rule '{}' names unknown interface '{}'", node.name,
                                 rule.comment, **name));
    }
  }
}

void check_wire(const Topology& topology, const Wire& wire, Sentences& said) {
  const auto* a = interface_named(node_named(topology, wire.a.node), wire.a.interface);
  const auto* b = interface_named(node_named(topology, wire.b.node), wire.b.interface);
  for (const auto& mine : a->addresses) {
    const auto shared = [&](const Prefix& theirs) { return mine.contains(theirs.address); };
    if (std::ranges::any_of(b->addresses, shared)) continue;
    said.push_back(fmt::format("{}/{} and {}/{} are wired but share no network", wire.a.node,
                               wire.a.interface, wire.b.node, wire.b.interface));
  }
}

void check_service(const Topology& topology, const Service& service, Sentences& said) {
  const auto& node = node_named(topology, service.node);
  const bool own = std::ranges::any_of(node.interfaces, [&](const Interface& interface) {
    return std::ranges::find(interface.addresses, service.address, &Prefix::address) !=
           interface.addresses.end();
  });
  if (!own && !service.address.is_loopback()) {
    said.push_back(fmt::format("service '{}' listens at {}, which {} does not have", service.name,
                               service.address.to_string(), service.node));
  }
  const auto* dns = std::get_if<DnsService>(&service.behaviour);
  const auto known = [&](const Node& other) { return other.name == dns->upstream_node; };
  if (dns && !dns->upstream_node.empty() && std::ranges::none_of(topology.nodes, known)) {
    said.push_back(fmt::format("service '{}' asks from unknown node '{}'", service.name,
                               dns->upstream_node));
  }
}

}  // namespace

Sentences contradictions(const Topology& topology) {
  try {
    validate(topology);
  } catch (const std::invalid_argument& error) {
    return {error.what()};
  }
  Sentences said;
  if (topology.nodes.empty()) said.emplace_back("no nodes");
  check_duplicates(topology, said);
  check_overlaps(topology, said);
  for (const auto& node : topology.nodes) {
    check_gateways(node, said);
    check_rules(node, said);
  }
  for (const auto& wire : topology.wires) check_wire(topology, wire, said);
  for (const auto& service : topology.services) check_service(topology, service, said);
  return said;
}

}  // namespace edge::sim
