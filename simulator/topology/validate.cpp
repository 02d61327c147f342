#include "simulator/topology/validate.hpp"

#include <fmt/format.h>

#include <set>
#include <stdexcept>

#include "simulator/topology/look_up.hpp"

namespace edge {
namespace {

constexpr std::size_t kLongestInterfaceName = 15;  // IFNAMSIZ - 1, linux/if.h
constexpr int kSmallestMtu = 68;                   // RFC 791

void require(bool holds, const std::string& where, const std::string& what) {
  if (!holds) throw std::invalid_argument(where + ": " + what);
}

bool valid(const Prefix& prefix) {
  return prefix.length >= 0 && prefix.length <= address_bits(prefix.address);
}

void validate_interfaces(const Node& node) {
  std::set<std::string> names;
  for (const Interface& interface : node.interfaces) {
    const std::string where = "interface '" + interface.name + "' of node '" + node.name + "'";
    const bool length_ok =
        !interface.name.empty() && interface.name.size() <= kLongestInterfaceName;
    require(length_ok, where, "the name needs 1 to 15 bytes");
    require(interface.name != "lo", where, "every node has its loopback interface already");
    require(names.insert(interface.name).second, where, "the name is taken");
    require(interface.mtu >= kSmallestMtu && interface.mtu <= kLargestInterfaceMtu, where,
            fmt::format("the MTU must lie between {} and {} bytes", kSmallestMtu,
                        kLargestInterfaceMtu));
    for (const Prefix& address : interface.addresses) {
      require(valid(address), where, "prefix length out of range");
    }
  }
}

void validate_routes(const Node& node) {
  for (const Route& route : node.routes) {
    const std::string where = "route " + to_string(route.destination) + " of '" + node.name + "'";
    require(valid(route.destination), where, "prefix length out of range");
    if (route.kind != RouteKind::unicast) continue;
    require(find_interface(node, route.interface), where,
            "there is no interface '" + route.interface + "'");
    require(!route.gateway || route.gateway->is_v4() == route.destination.address.is_v4(), where,
            "the gateway belongs to the other address family");
  }
}

void validate_rules(const Node& node) {
  for (const Rule& rule : node.rules) {
    const auto problem = rule_problem(rule);
    require(!problem, "rule '" + rule.comment + "' of node '" + node.name + "'",
            problem ? problem->what : "");
  }
}

void validate_tunnels(const Node& node) {
  std::set<std::string> taken;
  for (const Tunnel& tunnel : node.tunnels) {
    const std::string where = "tunnel on '" + tunnel.interface + "' of '" + node.name + "'";
    const Interface* interface = find_interface(node, tunnel.interface);
    require(interface && interface->kind == InterfaceKind::tun, where,
            "there is no tun interface of that name");
    require(taken.insert(tunnel.interface).second, where, "the interface has a tunnel already");
    require(tunnel.overhead > 0, where, "the overhead must be positive");
    require(tunnel.local.port != 0, where, "the local port is missing");
  }
}

void validate_node(const Node& node) {
  require(!node.name.empty(), "a node", "has no name");
  validate_interfaces(node);
  validate_routes(node);
  validate_rules(node);
  validate_tunnels(node);
  const int rp_filter = node.sysctls.rp_filter;
  require(rp_filter >= 0 && rp_filter <= 2, "node '" + node.name + "'",
          "rp-filter must be 0, 1 or 2");
  require(node.route_guard >= Duration::zero(), "node '" + node.name + "'",
          "the route guard's period must not be negative");
}

void validate_wire(const Topology& topology, const Wire& wire) {
  const std::string where = "wire " + wire.a.node + ":" + wire.a.interface + " - " + wire.b.node +
                            ":" + wire.b.interface;
  for (const Port* port : {&wire.a, &wire.b}) {
    const Node* node = find_node(topology, port->node);
    require(node, where, "there is no node '" + port->node + "'");
    require(find_interface(*node, port->interface), where,
            "node '" + port->node + "' has no interface '" + port->interface + "'");
  }
  require(wire.a != wire.b, where, "both ends are the same");
  const auto& bursts = wire.bursts;
  for (const double probability : {wire.loss, bursts.begins, bursts.ends, bursts.loss,
                                   wire.duplicate, wire.corrupt, wire.reorder}) {
    require(probability >= 0 && probability <= 1, where, "a probability lies outside 0..1");
  }
  require(wire.delay >= Duration::zero() && wire.jitter >= Duration::zero(), where,
          "delay and jitter must not be negative");
}

/// A port may end several wires only if it is a bridge, which then switches between them.
void validate_wires(const Topology& topology) {
  std::set<std::pair<std::string, std::string>> taken;
  for (const Wire& wire : topology.wires) {
    validate_wire(topology, wire);
    for (const Port* port : {&wire.a, &wire.b}) {
      const bool first = taken.emplace(port->node, port->interface).second;
      require(first || interface_at(topology, *port).kind == InterfaceKind::bridge,
              "interface '" + port->interface + "' of '" + port->node + "'",
              "only a bridge can end more than one wire");
    }
  }
}

}  // namespace

std::optional<RuleProblem> rule_problem(const Rule& rule) {
  const bool enters = rule.hook == Hook::prerouting || rule.hook == Hook::output;
  const auto* nat = std::get_if<DestinationNat>(&rule.action);
  if (nat && !(enters && rule.priority == kDestinationNat)) {
    return RuleProblem{"hook", fmt::format("destination-nat needs hook prerouting or output, "
                                           "priority {}", kDestinationNat)};
  }
  if (nat && nat->to.port != 0 && rule.match.protocol == Protocol::icmp) {
    return RuleProblem{"match.protocol",
                       "destination-nat to a port needs protocol tcp or udp, or none"};
  }
  if (std::holds_alternative<Masquerade>(rule.action) &&
      !(rule.hook == Hook::postrouting && rule.priority == kSourceNat)) {
    return RuleProblem{"hook", fmt::format("masquerade needs hook postrouting, priority {}",
                                           kSourceNat)};
  }
  if (std::holds_alternative<Reject>(rule.action) && rule.hook == Hook::postrouting) {
    return RuleProblem{"hook", "reject needs hook prerouting, input, forward or output"};
  }
  return std::nullopt;
}

void validate(const Topology& topology) {
  std::set<std::string> nodes;
  for (const Node& node : topology.nodes) {
    validate_node(node);
    require(nodes.insert(node.name).second, "node '" + node.name + "'", "the name is taken");
  }
  validate_wires(topology);
  std::set<std::string> services;
  for (const Service& service : topology.services) {
    const std::string where = "service '" + service.name + "'";
    require(!service.name.empty(), "a service", "has no name");
    require(services.insert(service.name).second, where, "the name is taken");
    require(nodes.contains(service.node), where, "there is no node '" + service.node + "'");
  }
  for (const auto& [node, offset] : topology.clock_offsets) {
    require(nodes.contains(node), "clock offset", "there is no node '" + node + "'");
  }
}

}  // namespace edge
