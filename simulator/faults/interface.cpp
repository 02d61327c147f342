// What somebody has set on a node by hand, and wrongly: address, mask, gateway, MTU, the check of
// source addresses.
#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

bool leads_everywhere(const Route& route) {
  return is_default(route) && route.gateway.has_value();
}

bool has_gateway(const Node& node) { return std::ranges::any_of(node.routes, leads_everywhere); }

/// The gateway of everything that no other route takes: the first of the default routes.
Route& default_route(Topology& topology, Node& node) {
  const auto found = std::ranges::find_if(node.routes, leads_everywhere);
  if (found == node.routes.end()) {
    throw kAt.refusal(node.name, "it has no default gateway",
                      names_of_nodes(topology, has_gateway));
  }
  return *found;
}

constexpr ValueParameter kOwnAddress{"address", kind::address, kOptional};
constexpr NumberParameter kLength{"length", 8, 30, kOptional, "of the mask; what is absent stays"};

bool on_link(const Node& node, const Route& route) {
  const auto at = std::ranges::find(node.interfaces, route.interface, &Interface::name);
  if (!route.gateway || at == node.interfaces.end()) return true;
  return is_on_link(*at, *route.gateway);
}

/// Mistyped, or left from the place where the machine was before. A gateway that is no longer on
/// the interface's network is not set either: the kernel refuses it ("Nexthop has invalid
/// gateway").
Topology own_address(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  const auto name = default_route(topology, node).interface;
  const auto interface = std::ranges::find(node.interfaces, name, &Interface::name);
  if (interface == node.interfaces.end() || interface->addresses.empty()) {
    throw std::invalid_argument("the way out of '" + node.name + "' has no address");
  }
  auto& own = interface->addresses.front();
  const Prefix before = own;
  own.address = with.find(kOwnAddress).value_or(own.address);
  own.length = with.find(kLength).value_or(own.length);
  if (own == before || !own.address.is_v4()) {
    throw kOwnAddress.refusal(own.address.to_string(), "nothing changes, or not to IPv4",
                              "another IPv4 address or length than " + to_string(before));
  }
  std::erase_if(node.routes, [&](const Route& route) { return !on_link(node, route); });
  return topology;
}

constexpr ValueParameter kGateway{"via", kind::address, kRequired};

/// The gateway of another machine's network plan, or of the router that was there before.
Topology wrong_gateway(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  auto& route = default_route(topology, node);
  const auto before = *route.gateway;
  route.gateway = with[kGateway];
  if (route.gateway == before || !on_link(node, route)) {
    throw kGateway.refusal(route.gateway->to_string(),
                           "it is the gateway already, or on no network of " + route.interface,
                           "another address beside " + before.to_string());
  }
  return topology;
}

constexpr ValueParameter kOnInterface{"interface", kind::text, kOptional, "only this one"};
constexpr NumberParameter kInterfaceMtu{"mtu", 576, 1500, "1400", "bytes"};

/// Unlike a narrow wire, the node knows it: it sends smaller packets, and tells those who sent
/// larger ones (RFC 1191).
Topology interface_mtu(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  const auto only = with.find(kOnInterface);
  bool changed = false;
  std::vector<std::string> names;
  for (auto& interface : node.interfaces) {
    names.push_back(interface.name);
    if ((only && interface.name != *only) || interface.mtu == with[kInterfaceMtu]) continue;
    interface.mtu = with[kInterfaceMtu];
    changed = true;
  }
  if (!changed) {
    throw kOnInterface.refusal(only.value_or("absent"),
                               node.name + " has no such interface, or with that MTU already",
                               joined(names, ", "));
  }
  return topology;
}

constexpr std::array kModes{Choice<int>{"strict", 1}, Choice<int>{"loose", 2}};
constexpr ChoiceParameter kMode{"mode", kModes, "strict"};

/// net.ipv4.conf.all.rp_filter (RFC 3704): what comes in by another interface than answers would go
/// out by is dropped without a word.
Topology reverse_path_filter(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  if (node.sysctls.rp_filter == with[kMode]) {
    throw kMode.refusal(with[kMode] == 1 ? "strict" : "loose", node.name + " filters so already",
                        "the other one");
  }
  node.sysctls.rp_filter = with[kMode];
  return topology;
}

constexpr FaultRow kInterfaceFaults[] = {
    {.name = "own-address",
     .what = "a node's own address or mask is wrong on the interface that leads out",
     .parameters = {&kAt, &kOwnAddress, &kLength},
     .example = "at=proxy length=25",
     .found_as = {"gateway-unreachable", "host-unreachable", "no-route", "dns-no-answer",
                  "dns-server-failure", "dns-forwarder-failure", "network-drops-everything",
                  "host-does-not-pass-traffic", "host-does-not-forward", "proxy-unreachable"},
     .apply = own_address},
    {.name = "wrong-gateway",
     .what = "a node's default gateway is another machine, or none",
     .parameters = {&kAt, &kGateway},
     .example = "at=proxy via=192.168.1.99",
     .found_as = {"gateway-unreachable", "host-unreachable", "dns-no-answer",
                  "dns-server-failure", "dns-forwarder-failure", "network-drops-everything",
                  "host-does-not-pass-traffic", "host-does-not-forward", "proxy-unreachable",
                  "proxy-denies"},
     .apply = wrong_gateway},
    {.name = "interface-mtu",
     .what = "an interface takes small packets only, and says so to who sends larger ones",
     .parameters = {&kAt, &kOnInterface, &kInterfaceMtu},
     .example = "at=site-router",
     .found_as = {"mtu-black-hole", "tls-no-answer"},
     .apply = interface_mtu},
    {.name = "reverse-path-filter",
     .what = "a node drops what comes in by another interface than its answers go out by",
     .parameters = {&kAt, &kMode},
     .example = "at=site-router",
     .found_as = {"network-drops-everything", "host-does-not-pass-traffic",
                  "host-does-not-forward", "dns-no-answer", "dns-forwarder-failure"},
     .apply = reverse_path_filter},
};

}  // namespace

std::span<const FaultRow> interface_faults() { return kInterfaceFaults; }

}  // namespace edge::sim
