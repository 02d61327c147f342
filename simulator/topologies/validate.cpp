#include "simulator/topologies/validate.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

namespace edge::sim {
namespace {

constexpr std::size_t kLongestInterfaceName = 15;  // IFNAMSIZ - 1, linux/if.h

class Check {
 public:
  explicit Check(const Topology& topology) : topology_(topology) {}

  std::vector<std::string> run() {
    if (topology_.nodes.empty()) say("no nodes");
    for (const auto& node : topology_.nodes) node_holds(node);
    for (const auto& wire : topology_.wires) wire_holds(wire);
    for (const auto& service : topology_.services) service_holds(service);
    for (const auto& [name, offset] : topology_.clock_offsets) {
      if (!node_named(name)) say(fmt::format("a clock offset for unknown node '{}'", name));
    }
    return std::move(said_);
  }

 private:
  void say(std::string text) { said_.push_back(std::move(text)); }

  const Node* node_named(const std::string& name) const {
    const auto found = std::ranges::find(topology_.nodes, name, &Node::name);
    return found == topology_.nodes.end() ? nullptr : &*found;
  }

  static const Interface* interface_named(const Node& node, const std::string& name) {
    const auto found = std::ranges::find(node.interfaces, name, &Interface::name);
    return found == node.interfaces.end() ? nullptr : &*found;
  }

  void node_holds(const Node& node) {
    if (!nodes_.insert(node.name).second) say(fmt::format("two nodes are called '{}'", node.name));
    std::set<std::string> names;
    for (const auto& interface : node.interfaces) {
      const auto full = node.name + "/" + interface.name;
      if (!names.insert(interface.name).second) say(fmt::format("two interfaces are {}", full));
      if (interface.name.empty() || interface.name.size() > kLongestInterfaceName) {
        say(fmt::format("{}: the name must have 1 to {} bytes", full, kLongestInterfaceName));
      }
      for (const auto& prefix : interface.addresses) address_holds(full, prefix);
    }
    overlaps(node);
    for (const auto& route : node.routes) route_holds(node, route);
    for (const auto& rule : node.rules) rule_holds(node, rule);
    for (const auto& tunnel : node.tunnels) {
      const auto* interface = interface_named(node, tunnel.interface);
      if (!interface || interface->kind != InterfaceKind::tun) {
        say(fmt::format("{}: a tunnel on '{}', which is no tun interface", node.name,
                        tunnel.interface));
      }
    }
  }

  void address_holds(const std::string& full, const Prefix& prefix) {
    if (!addresses_.insert(prefix.address).second) {
      say(fmt::format("{}: {} is another interface's address too", full,
                      prefix.address.to_string()));
    }
  }

  /// Two connected networks of one node that contain each other: a real misconfiguration, but one
  /// that a topology must not have by accident.
  void overlaps(const Node& node) {
    std::vector<std::pair<std::string, Prefix>> networks;
    for (const auto& interface : node.interfaces) {
      for (const auto& prefix : interface.addresses) {
        for (const auto& [other, network] : networks) {
          if (!network.contains(prefix.address) && !prefix.contains(network.address)) continue;
          say(fmt::format("{}: the networks of {} and {} overlap", node.name, other,
                          interface.name));
        }
        networks.emplace_back(interface.name, prefix);
      }
    }
  }

  void route_holds(const Node& node, const Route& route) {
    if (route.kind != RouteKind::unicast) return;
    const auto text = fmt::format("{}: route to {}", node.name, to_string(route.destination));
    const auto* interface = interface_named(node, route.interface);
    if (!interface) {
      say(fmt::format("{} by unknown interface '{}'", text, route.interface));
      return;
    }
    const auto on_link = [&](const Prefix& prefix) { return prefix.contains(*route.gateway); };
    if (route.gateway && std::ranges::none_of(interface->addresses, on_link)) {
      say(fmt::format("{}: gateway {} is not on {}'s network", text, route.gateway->to_string(),
                      route.interface));
    }
  }

  void rule_holds(const Node& node, const Rule& rule) {
    for (const auto* name : {&rule.match.in_interface, &rule.match.not_in_interface,
                             &rule.match.out_interface, &rule.match.not_out_interface}) {
      if (*name && !interface_named(node, **name)) {
        say(fmt::format("{}: rule '{}' names unknown interface '{}'", node.name, rule.comment,
                        **name));
      }
    }
  }

  void wire_holds(const Wire& wire) {
    std::vector<const Interface*> ends;
    for (const auto& port : {wire.a, wire.b}) {
      const auto* node = node_named(port.node);
      const auto* interface = node ? interface_named(*node, port.interface) : nullptr;
      if (!interface) {
        say(fmt::format("a wire ends at unknown {}/{}", port.node, port.interface));
      } else if (!ports_.insert(port.node + "/" + port.interface).second) {
        say(fmt::format("two wires end at {}/{}", port.node, port.interface));
      }
      ends.push_back(interface);
    }
    if (!ends[0] || !ends[1]) return;
    for (const auto& mine : ends[0]->addresses) {
      const auto shared = [&](const Prefix& theirs) { return mine.contains(theirs.address); };
      if (std::ranges::none_of(ends[1]->addresses, shared)) {
        say(fmt::format("{}/{} and {}/{} are wired but share no network", wire.a.node,
                        wire.a.interface, wire.b.node, wire.b.interface));
      }
    }
  }

  void service_holds(const Service& service) {
    if (!services_.insert(service.name).second) {
      say(fmt::format("two services are called '{}'", service.name));
    }
    const auto* node = node_named(service.node);
    if (!node) {
      say(fmt::format("service '{}' on unknown node '{}'", service.name, service.node));
      return;
    }
    const bool own = std::ranges::any_of(node->interfaces, [&](const Interface& interface) {
      return std::ranges::find(interface.addresses, service.address, &Prefix::address) !=
             interface.addresses.end();
    });
    if (!own && !service.address.is_loopback()) {
      say(fmt::format("service '{}' listens at {}, which {} does not have", service.name,
                      service.address.to_string(), service.node));
    }
    const auto* dns = std::get_if<DnsService>(&service.behaviour);
    if (dns && !dns->upstream_node.empty() && !node_named(dns->upstream_node)) {
      say(fmt::format("service '{}' asks from unknown node '{}'", service.name,
                      dns->upstream_node));
    }
  }

  const Topology& topology_;
  std::vector<std::string> said_;
  std::set<std::string> nodes_, services_, ports_;
  std::set<IpAddress> addresses_;
};

}  // namespace

std::vector<std::string> contradictions(const Topology& topology) {
  return Check(topology).run();
}

}  // namespace edge::sim
