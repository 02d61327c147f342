#include "simulator/network/node_contradictions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"
#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

// To ask the kernel for all routes and rules takes one about a millisecond.
constexpr Duration kQuickestGuard = std::chrono::milliseconds{10};

/// Why a host's interface cannot have `address` (RFC 1122 3.2.1.3); null: it can.
const char* why_of_no_host(const IpAddress& address) {
  constexpr std::uint32_t kThisNetwork = 0x00ffffff;
  if (address.is_multicast()) return "a multicast address";
  if (address.is_loopback()) return "a loopback address, which only lo has";
  if (address.is_unspecified()) return "no host's address";
  if (!address.is_v4()) return nullptr;
  if (address.to_v4().to_uint() <= kThisNetwork) return "no host's address";
  return address == boost::asio::ip::address_v4::broadcast() ? "the broadcast address" : nullptr;
}

/// The first and the last address of a network belong to no machine.
bool is_network_or_broadcast(const Prefix& prefix) {
  if (!prefix.address.is_v4() || prefix.length > 30) return false;
  return prefix.address == first_address(prefix) || prefix.address == last_address(prefix);
}

/// A UDP socket of a node's own programs, and where the file has it.
struct UdpSocket {
  IpAddress address;
  std::uint16_t port;
  std::string path;

  bool meets(const UdpSocket& other) const {
    const bool any = address.is_unspecified() || other.address.is_unspecified();
    return port == other.port && (any || address == other.address);
  }
};

class Checker {
 public:
  Checker(const Node& node, std::string path) : node_(node), path_(std::move(path)) {}

  std::vector<Contradiction> run(const Topology& topology) {
    addresses();
    for (std::size_t i = 0; i < node_.routes.size(); ++i) {
      if (node_.routes[i].kind == RouteKind::unicast) route(node_.routes[i], i);
    }
    rules();
    name_servers();
    sockets(topology);
    if (node_.route_guard != Duration::zero() && node_.route_guard < kQuickestGuard) {
      say(": no program puts routes back more often than every 10 ms", "route-guard");
    }
    return std::move(said_);
  }

 private:
  void say(const std::string& what, const std::string& path) {
    said_.push_back({fmt::format("{}{}", node_.name, what), fmt::format("{}.{}", path_, path)});
  }

  void addresses() {
    for (std::size_t i = 0; i < node_.interfaces.size(); ++i) {
      const auto& interface = node_.interfaces[i];
      for (std::size_t a = 0; a < interface.addresses.size(); ++a) {
        const auto& prefix = interface.addresses[a];
        const auto about = [&](std::string_view what) {
          say(fmt::format("/{}: {} is {}", interface.name, to_string(prefix), what),
              fmt::format("interfaces[{}].addresses[{}]", i, a));
        };
        if (const auto* why = why_of_no_host(prefix.address)) {
          about(why);
        } else if (prefix.length == 0) {
          about("in a network of every address");
        } else if (is_network_or_broadcast(prefix)) {
          about("its network's own or broadcast address");
        }
      }
    }
  }

  void route(const Route& route, std::size_t i) {
    const auto about = [&](const char* key, const IpAddress& address, const std::string& what) {
      say(fmt::format(": the {} {} of {}{}", key, address.to_string(),
                      to_string(route.destination), what),
          fmt::format("routes[{}].{}", i, key));
    };
    if (route.gateway) {
      const auto what = about_gateway(route, *route.gateway);
      if (!what.empty()) about("gateway", *route.gateway, what);
    }
    // The kernel: "Invalid prefsrc address".
    if (route.source && !has_address(node_, *route.source)) {
      about("source", *route.source, " is no address of this node");
    }
  }

  /// What the kernel answers with "Nexthop has invalid gateway". It looks at the route's interface
  /// only: that a gateway's address is another interface's as well is a real host's real trouble.
  std::string about_gateway(const Route& route, const IpAddress& gateway) const {
    const auto* interface = find_interface(node_, route.interface);
    CHECK(interface);
    if (has_address(*interface, gateway)) return " is the node's own address";
    const auto on_link = [&](const Prefix& prefix) { return prefix.contains(gateway); };
    const auto network = std::ranges::find_if(interface->addresses, on_link);
    if (network == interface->addresses.end()) {
      return fmt::format(" is not on {}'s network", route.interface);
    }
    if (!is_network_or_broadcast({gateway, network->length})) return {};
    return " is that network's own or broadcast address";
  }

  void rules() {
    for (std::size_t i = 0; i < node_.rules.size(); ++i) {
      const auto& rule = node_.rules[i];
      const auto& match = rule.match;
      for (const auto* name : {&match.in_interface, &match.not_in_interface, &match.out_interface,
                               &match.not_out_interface}) {
        if (!*name || **name == "lo" || find_interface(node_, **name)) continue;
        say(fmt::format(": rule '{}' names unknown interface '{}'", rule.comment, **name),
            fmt::format("rules[{}]", i));
      }
      const auto* nat = std::get_if<DestinationNat>(&rule.action);
      if (const auto* why = nat ? why_of_no_host(nat->to.address) : nullptr) {
        say(fmt::format(": packets cannot go to {} instead: it is {}", to_string(nat->to), why),
            fmt::format("rules[{}].action.destination-nat.to", i));
      }
    }
  }

  void name_servers() {
    const auto& servers = node_.resolver.servers;
    for (std::size_t i = 0; i < servers.size(); ++i) {
      const auto& address = servers[i].address;
      const auto* why = address.is_loopback() ? nullptr : why_of_no_host(address);
      if (!why) continue;
      say(fmt::format(": the name server {} is {}", address.to_string(), why),
          fmt::format("resolver.servers[{}]", i));
    }
  }

  void sockets(const Topology& topology) {
    std::vector<UdpSocket> taken;
    for (const auto& service : topology.services) {
      const auto* dns = service.if_is<DnsService>();
      if (dns && service.node == node_.name) taken.push_back({service.address, dns->port, {}});
    }
    for (std::size_t i = 0; i < node_.tunnels.size(); ++i) {
      const auto& local = node_.tunnels[i].local;
      const UdpSocket socket{local.address, local.port, fmt::format("tunnels[{}].local", i)};
      if (!local.address.is_unspecified() && !has_address(node_, local.address)) {
        say(fmt::format(": a tunnel's socket at {}, which is no address of this node",
                        to_string(local)),
            socket.path);
      }
      if (std::ranges::any_of(taken, [&](const auto& other) { return socket.meets(other); })) {
        say(fmt::format(": UDP port {} of a tunnel's socket is taken", local.port), socket.path);
      }
      taken.push_back(socket);
    }
  }

  const Node& node_;
  std::string path_;
  std::vector<Contradiction> said_;
};

}  // namespace

std::vector<Contradiction> node_contradictions(const Topology& topology, const Node& node,
                                               const std::string& path) {
  return Checker(node, path).run(topology);
}

}  // namespace edge::sim
