#include "simulator/topology_file/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "common/iothub/base64.hpp"
#include "simulator/topology/agent_service.hpp"
#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/hub_access.hpp"
#include "simulator/topology/look_up.hpp"
#include "simulator/topology/proxy_service.hpp"
#include "simulator/topology/registry_service.hpp"
#include "simulator/topology/validate.hpp"

namespace edge::sim::topology_file {
namespace {

using keys::Misfit;

// Of all nodes together: far more than a network of that many has.
constexpr std::size_t kMostAddressesOfAll = 128;

/// Collects what is wrong; `at` extends the path for the time of a call.
class Checker {
 public:
  explicit Checker(const Topology& topology) : topology_(topology) {}

  std::optional<Misfit> run() {
    nodes();
    for (std::size_t i = 0; i < topology_.wires.size(); ++i) {
      const auto& wire = topology_.wires[i];
      end(fmt::format("wires[{}].from", i), wire.a);
      end(fmt::format("wires[{}].to", i), wire.b);
      require(wire.a != wire.b, fmt::format("wires[{}]", i),
              "both ends of the wire are the same; allowed: two interfaces");
      free_end(fmt::format("wires[{}].from", i), wire.a);
      free_end(fmt::format("wires[{}].to", i), wire.b);
    }
    services();
    for (const auto& [node, offset] : topology_.clock_offsets) known("clocks." + node, node);
    return std::move(first_);
  }

 private:
  void require(bool holds, const std::string& path, std::string what) {
    if (!holds && !first_) first_ = Misfit{path, std::move(what)};
  }

  static std::string names_of_all(const auto& list) {
    std::vector<std::string> names;
    for (const auto& each : list) names.push_back(each.name);
    return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
  }

  const Node* known(const std::string& path, const std::string& name) {
    const auto* node = find_node(topology_, name);
    require(node, path,
            fmt::format("there is no node '{}'; allowed: {}", name, names_of_all(topology_.nodes)));
    return node;
  }

  void interface(const std::string& path, const Node& node, const std::string& name) {
    require(find_interface(node, name), path,
            fmt::format("'{}' has no interface '{}'; allowed: {}", node.name, name,
                        names_of_all(node.interfaces)));
  }

  void end(const std::string& path, const Port& port) {
    if (const auto* node = known(path, port.node)) interface(path, *node, port.interface);
  }

  /// A port may end several wires only if it is a bridge, which then switches between them.
  void free_end(const std::string& path, const Port& port) {
    const auto* node = find_node(topology_, port.node);
    const auto* interface = node ? find_interface(*node, port.interface) : nullptr;
    require(!interface || interface->kind != InterfaceKind::tun, path,
            fmt::format("{}/{} is of kind tun, where no wire ends", port.node, port.interface));
    const bool first = ends_.emplace(port.node, port.interface).second;
    require(first || !interface || interface->kind == InterfaceKind::bridge, path,
            fmt::format("another wire ends at {}/{}, which is no bridge", port.node,
                        port.interface));
  }

  void nodes() {
    std::set<std::string> names;
    std::size_t addresses = 0;
    require(!topology_.nodes.empty(), "nodes", "nodes must be one or more");
    for (std::size_t i = 0; i < topology_.nodes.size(); ++i) {
      const auto& node = topology_.nodes[i];
      const auto path = fmt::format("nodes[{}]", i);
      require(names.insert(node.name).second, path + ".name",
              fmt::format("the name '{}' is taken by another node", node.name));
      interfaces(path, node);
      routes(path, node);
      rules(path, node);
      tunnels(path, node);
      for (const auto& each : node.interfaces) addresses += each.addresses.size();
    }
    require(addresses <= kMostAddressesOfAll, "nodes",
            fmt::format("there are {} addresses; allowed: {}", addresses, kMostAddressesOfAll));
  }

  void interfaces(const std::string& node_path, const Node& node) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < node.interfaces.size(); ++i) {
      const auto& name = node.interfaces[i].name;
      const auto path = fmt::format("{}.interfaces[{}].name", node_path, i);
      require(names.insert(name).second, path,
              fmt::format("the name '{}' is taken by another interface", name));
      // "lo" is there; the others are folders of /proc/sys/net/ipv4/conf that mean something else.
      require(name != "lo" && name != "all" && name != "default", path,
              fmt::format("an interface cannot be called '{}'; allowed: any name but lo, all, "
                          "default", name));
    }
  }

  void routes(const std::string& node_path, const Node& node) {
    for (std::size_t i = 0; i < node.routes.size(); ++i) {
      const auto& route = node.routes[i];
      const auto path = fmt::format("{}.routes[{}]", node_path, i);
      require(network_of(route.destination) == route.destination, path + ".destination",
              fmt::format("{} has bits behind its length; allowed: {}",
                          to_string(route.destination), to_string(network_of(route.destination))));
      const bool unicast = route.kind == RouteKind::unicast;
      require(!unicast || !route.interface.empty(), path, "a unicast route lacks 'interface'");
      if (!route.interface.empty()) interface(path + ".interface", node, route.interface);
      require(!route.gateway || route.gateway->is_v4() == route.destination.address.is_v4(),
              path + ".gateway", "the gateway belongs to the other address family");
    }
  }

  void rules(const std::string& node_path, const Node& node) {
    for (std::size_t i = 0; i < node.rules.size(); ++i) {
      const auto& match = node.rules[i].match;
      const auto path = fmt::format("{}.rules[{}].match.", node_path, i);
      const auto there = [&](const char* key, const std::optional<std::string>& name) {
        if (name && *name != "lo") interface(path + key, node, *name);
      };
      there("in-interface", match.in_interface);
      there("not-in-interface", match.not_in_interface);
      there("out-interface", match.out_interface);
      there("not-out-interface", match.not_out_interface);
      if (const auto problem = rule_problem(node.rules[i])) {
        require(false, fmt::format("{}.rules[{}].{}", node_path, i, problem->key), problem->what);
      }
    }
  }

  void tunnels(const std::string& node_path, const Node& node) {
    std::set<std::string> taken;
    for (std::size_t i = 0; i < node.tunnels.size(); ++i) {
      const auto& tunnel = node.tunnels[i];
      const auto path = fmt::format("{}.tunnels[{}]", node_path, i);
      interface(path + ".interface", node, tunnel.interface);
      const auto* found = find_interface(node, tunnel.interface);
      require(found && found->kind == InterfaceKind::tun, path + ".interface",
              fmt::format("interface '{}' is not of kind tun", tunnel.interface));
      require(taken.insert(tunnel.interface).second, path + ".interface",
              fmt::format("interface '{}' has a tunnel already", tunnel.interface));
      require(tunnel.local.port != 0, path + ".local", "the tunnel's socket needs a port");
    }
  }

  void services() {
    std::set<std::string> names;
    std::set<std::string> sockets;
    for (std::size_t i = 0; i < topology_.services.size(); ++i) {
      const auto& service = topology_.services[i];
      const auto path = fmt::format("services[{}]", i);
      require(names.insert(service.name).second, path + ".name",
              fmt::format("the name '{}' is taken by another service", service.name));
      known(path + ".node", service.node);
      const auto listens = [&](const std::string& key, std::uint16_t port) {
        const auto address = service.address.to_string();
        const auto socket = fmt::format("{}/{}/{}", service.node, address, port);
        require(sockets.insert(socket).second, path + ".runs" + key,
                fmt::format("port {} of {} is taken; allowed: one that no other service has", port,
                            address));
      };
      if (const auto* hub = service.if_is<HubService>()) {
        const auto access = access_to(*hub);
        listens(".hub.amqp-port", access.amqp_port);
        listens(".hub.websocket-port", access.websocket_port);
        devices(path + ".runs.hub", access);
      } else if (const auto* dns = service.if_is<DnsService>()) {
        listens(".dns.port", dns->port);
        const auto& upstream = dns->upstream_node;
        if (!upstream.empty()) known(path + ".runs.dns.upstream-node", upstream);
      } else if (const auto* proxy = service.if_is<ProxyService>()) {
        listens(".proxy.port", proxy->port);
      } else if (const auto* registry = service.if_is<RegistryService>()) {
        listens(".registry.port", registry->port);
      } else if (const auto* agent = service.if_is<AgentService>()) {
        keys(path + ".runs.agent.identity", agent->identity);
      }
    }
  }

  void devices(const std::string& path, const HubAccess& hub) {
    for (std::size_t i = 0; i < hub.devices.size(); ++i) {
      keys(fmt::format("{}.devices[{}]", path, i), hub.devices[i]);
    }
  }

  void keys(const std::string& path, const DeviceSpec& device) {
    require(base64_decode(device.key).has_value(), path + ".key", "key must be base64");
    require(base64_decode(device.secondary_key).has_value(), path + ".secondary-key",
            "secondary-key must be base64");
  }

  const Topology& topology_;
  std::set<std::pair<std::string, std::string>> ends_;
  std::optional<Misfit> first_;
};

}  // namespace

std::optional<Misfit> first_misfit(const Topology& topology) { return Checker(topology).run(); }

}  // namespace edge::sim::topology_file
