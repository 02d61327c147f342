// Forwarding: routes that lack, mislead or overlap, and a node that no longer forwards.
#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/faults/vpn/takeover.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

bool forwards(const Node& node) { return node.sysctls.ip_forward; }

Topology forwarding_off(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  if (!forwards(node)) {
    throw kAt.refusal(node.name, "it does not forward", names_of_nodes(topology, forwards));
  }
  node.sysctls.ip_forward = false;
  return topology;
}

constexpr ValueParameter kInterface{"interface", kind::text, kOptional, "only the one over it"};

bool has_default_route(const Node& node) { return std::ranges::any_of(node.routes, is_default); }

Topology no_default_route(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  if (!has_default_route(node)) {
    throw kAt.refusal(node.name, "it has no default route",
                      names_of_nodes(topology, has_default_route));
  }
  const auto interface = with.find(kInterface);
  std::vector<std::string> others;
  for (const auto& route : node.routes) {
    if (is_default(route)) others.push_back(route.interface);
  }
  const auto removed = std::erase_if(node.routes, [&](const Route& route) {
    return is_default(route) && (!interface || route.interface == *interface);
  });
  if (removed == 0) {
    throw kInterface.refusal(*interface, node.name + " has no default route over it",
                             joined(others, ", "));
  }
  return topology;
}

constexpr ValueParameter kDestination{"to", kind::prefix, kRequired};
constexpr ValueParameter kVia{"via", kind::address, kRequired};

/// Left over from another network, or mistyped: it beats the default route. The interface is the
/// one on whose network the gateway is, as `ip route add` chooses it.
Topology wrong_route(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  const auto via = with[kVia];
  const auto near = std::ranges::find_if(
      node.interfaces, [&](const Interface& interface) { return is_on_link(interface, via); });
  if (near == node.interfaces.end()) {
    std::vector<std::string> networks;
    for (const auto& interface : node.interfaces) {
      for (const auto& each : interface.addresses) networks.push_back(to_string(network_of(each)));
    }
    throw kVia.refusal(via.to_string(), "it is on no network of " + node.name,
                       "an address of " + joined(networks, ", "));
  }
  Route route;
  route.destination = with[kDestination];
  route.gateway = via;
  route.interface = near->name;
  node.routes.push_back(route);
  return topology;
}

constexpr std::array kRefusals{Choice<RouteKind>{"blackhole", RouteKind::blackhole},
                               Choice<RouteKind>{"unreachable", RouteKind::unreachable},
                               Choice<RouteKind>{"prohibit", RouteKind::prohibit}};
constexpr ChoiceParameter kRefusal{"kind", kRefusals, "blackhole"};

/// As a VPN client's kill switch or a tunnel's routes leave behind, and administrators set on
/// purpose (ip-route(8), TYPE).
Topology route_refuses(Topology topology, const Arguments& with) {
  Route route;
  route.destination = with[kDestination];
  route.kind = with[kRefusal];
  kAt.find(topology, with).routes.push_back(route);
  return topology;
}

bool is_masquerade(const Rule& rule) { return std::holds_alternative<Masquerade>(rule.action); }

bool masquerades(const Node& node) { return std::ranges::any_of(node.rules, is_masquerade); }

/// A firewall's reload has taken the engine's rules away, or the router's NAT is off: what leaves
/// has an address that nobody beyond knows a way back to.
Topology masquerade_missing(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  if (!masquerades(node)) {
    throw kAt.refusal(node.name, "it does not masquerade", names_of_nodes(topology, masquerades));
  }
  std::erase_if(node.rules, is_masquerade);
  return topology;
}

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

/// The module network has the subnet of the site's LAN: an engine told to use 192.168.1.0/24 in an
/// office that has it too. As Docker does it, the bridge takes the first address, which here is the
/// router's and name server's: to the host that address is now its own. The uplink's connected
/// route was there first, so what is for the module goes to the LAN, where nobody answers ARP for
/// it. The host itself still reaches the internet: its default route names the uplink.
Topology subnet_overlap(Topology topology, const Arguments&) {
  const auto network = module_network(topology);
  const auto uplink = uplink_of(network.host).interface;
  const auto* lan = find_interface(network.host, uplink);
  if (!lan || lan->addresses.empty() || network.bridge.addresses.empty()) {
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

constexpr FaultRow kRouteFaults[] = {
    {.name = "forwarding-off",
     .what = "a node no longer forwards packets (net.ipv4.ip_forward = 0)",
     .parameters = {&kAt},
     .example = "at=site-router",
     .found_as = {"host-does-not-forward", "host-does-not-pass-traffic", "network-drops-everything",
                  "dns-no-answer", "dns-server-failure", "dns-forwarder-failure"},
     .apply = forwarding_off},
    {.name = "no-default-route",
     .what = "a node has lost its default route",
     .parameters = {&kAt, &kInterface},
     .example = "at=site-router",
     .found_as = {"no-route", "host-unreachable", "network-drops-everything", "dns-no-answer",
                  "dns-server-failure", "dns-forwarder-failure"},
     .apply = no_default_route},
    {.name = "wrong-route",
     .what = "a node has a static route that leads elsewhere",
     .parameters = {&kAt, &kDestination, &kVia},
     .example = "at=site-router to=198.18.0.0/15 via=192.168.1.99",
     .found_as = {"host-unreachable", "network-drops-everything", "host-does-not-pass-traffic",
                  "host-does-not-forward", "dns-no-answer", "dns-server-failure",
                  "dns-forwarder-failure"},
     .apply = wrong_route},
    {.name = "route-refuses",
     .what = "a node has a route that drops or refuses what is for a network",
     .parameters = {&kAt, &kDestination, &kRefusal},
     .example = "at=site-router to=198.18.0.0/15",
     .found_as = {"host-unreachable", "host-does-not-pass-traffic", "network-drops-everything",
                  "connection-rejected", "no-route", "host-does-not-forward", "dns-no-answer",
                  "dns-server-failure", "dns-forwarder-failure", "proxy-unreachable"},
     .apply = route_refuses},
    {.name = "masquerade-missing",
     .what = "a node no longer hides what it forwards behind its own address",
     .parameters = {&kAt},
     .example = "at=site-router",
     .found_as = {"host-does-not-pass-traffic", "network-drops-everything", "dns-no-answer",
                  "dns-server-failure", "dns-forwarder-failure", "proxy-unreachable"},
     .apply = masquerade_missing},
    {.name = "subnet-overlap",
     .what = "the module network has the subnet of the site's LAN",
     .found_as = {"host-does-not-forward", "network-drops-everything", "dns-forwarder-failure",
                  "dns-no-answer", "proxy-unreachable"},
     .apply = subnet_overlap},
};

}  // namespace

std::span<const FaultRow> route_faults() { return kRouteFaults; }

}  // namespace edge::sim
