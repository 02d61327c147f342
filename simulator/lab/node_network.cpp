#include "simulator/lab/node_network.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "simulator/network/wanted_routes.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kLongestName = 15;  // IFNAMSIZ - 1, linux/if.h
// A switch passes every frame, whatever the MTU of its own address.
constexpr int kPortMtu = kLargestInterfaceMtu;
constexpr const char* kLoopback = "lo";

/// What a new namespace may take over from the machine (net.core.devconf_inherit_init_net), and
/// what routers of the computed network do not do.
constexpr std::pair<const char*, int> kFixedSettings[] = {
    {"accept_local", 0},       {"arp_announce", 0},  {"arp_filter", 0},
    {"arp_ignore", 0},         {"arp_notify", 0},    {"ignore_routes_with_linkdown", 0},
    {"send_redirects", 0},     {"route_localnet", 0}, {"drop_gratuitous_arp", 0}, {"rp_filter", 0},
};

NetworkNamespace new_namespace(const std::string& node) {
  try {
    return {};
  } catch (const std::exception& error) {
    throw std::runtime_error("node " + node + ": cannot " + error.what());
  }
}

Netlink netlink_in(const NetworkNamespace& where, const std::string& node) {
  const Inside here(where);
  return Netlink("node " + node);
}

/// Gateways must be on link already, and no route in the way that refuses what is for them.
enum Turn { kOnLink, kThroughGateway, kRefusing };

Turn turn_of(const Route& route) {
  if (route.kind != RouteKind::unicast) return kRefusing;
  return route.gateway ? kThroughGateway : kOnLink;
}

/// The devices that are to be ports, with their bridges.
std::map<std::string, std::string> bridges_of_ports(const Node& node,
                                                    const NodeNetwork::Ports& ports) {
  std::map<std::string, std::string> masters;
  for (const auto& [bridge, devices] : ports) {
    const auto* interface = find_interface(node, bridge);
    if (!interface || interface->kind != InterfaceKind::bridge) continue;
    for (const auto& device : devices) masters[device] = bridge;
  }
  return masters;
}

}  // namespace

std::string bridge_port_name(const std::string& bridge, int port) {
  const auto number = "." + std::to_string(port);
  return bridge.substr(0, kLongestName - number.size()) + number;
}

NodeNetwork::NodeNetwork(std::string name)
    : name_(std::move(name)), where_(new_namespace(name_)), netlink_(netlink_in(where_, name_)) {
  change_settings([&] {
    for (const std::string scope : {"all", "default"}) {
      for (const auto& [setting, value] : kFixedSettings) {
        settings_.set("net/ipv4/conf/" + scope + "/" + setting, value);
      }
      settings_.set_if_there("net/ipv6/conf/" + scope + "/disable_ipv6", 1);
    }
    // Removing an address leaves the others of its network: "all" is enough to switch that on.
    settings_.set("net/ipv4/conf/all/promote_secondaries", 1);
  });
}

void NodeNetwork::realise(const Node& wanted, const Ports& ports) {
  realise_bridges(wanted, ports);
  realise_settings(wanted);  // before an interface is up, so that no packet meets other settings
  realise_links(wanted, ports);
  realise_addresses(wanted);
  realise_routes(wanted);
  realise_rules(wanted);
}

void NodeNetwork::change_settings(const std::function<void()>& change) {
  const Inside here(where_);
  try {
    change();
  } catch (const std::runtime_error& error) {
    throw std::runtime_error("node " + name_ + ": " + error.what());
  }
}

void NodeNetwork::realise_bridges(const Node& wanted, const Ports& ports) {
  const auto is_bridge = [&](const std::string& name) {
    const auto* interface = find_interface(wanted, name);
    return interface && interface->kind == InterfaceKind::bridge;
  };
  std::erase_if(bridges_, [&](const std::string& name) {
    if (is_bridge(name)) return false;
    netlink_.remove_link(name);
    return true;
  });
  for (const auto& interface : wanted.interfaces) {
    const bool missing = is_bridge(interface.name) && !bridges_.contains(interface.name);
    if (!missing) continue;
    // Where br_netfilter is loaded, switched frames would meet the node's filter rules.
    change_settings([&] { settings_.set_if_there("net/bridge/bridge-nf-call-iptables", 0); });
    netlink_.add_bridge(interface.name);
    bridges_.insert(interface.name);
  }
  const auto links = netlink_.read_links();
  const auto masters = bridges_of_ports(wanted, ports);
  for (const auto& [device, bridge] : masters) {
    netlink_.index(device);  // complains if it is not there
    const Link& link = links.at(device);
    if (link.master != netlink_.index(bridge)) netlink_.set_master(device, bridge);
    if (link.mtu != kPortMtu) netlink_.set_mtu(device, kPortMtu);
    if (!link.up) netlink_.set_up(device, true);
  }
  for (const auto& [device, link] : links) {
    if (link.master != 0 && !masters.contains(device)) netlink_.set_master(device, {});
  }
  for (const auto& interface : wanted.interfaces) netlink_.index(interface.name);
}

void NodeNetwork::realise_links(const Node& wanted, const Ports& ports) {
  const auto masters = bridges_of_ports(wanted, ports);
  if (!masters.empty()) netlink_.read_links();  // a bridge follows the MTU of its ports
  for (const auto& [device, link] : netlink_.links()) {
    if (masters.contains(device)) continue;
    const auto* interface = find_interface(wanted, device);
    if (interface && link.mtu != interface->mtu) netlink_.set_mtu(device, interface->mtu);
    const bool up = device == kLoopback || (interface && interface->up);
    if (link.up != up) netlink_.set_up(device, up);
  }
}

void NodeNetwork::realise_addresses(const Node& wanted) {
  const auto present = netlink_.addresses();
  for (const auto& [device, addresses] : present) {
    if (device == kLoopback) continue;
    const auto* interface = find_interface(wanted, device);
    for (const auto& address : addresses) {
      const bool kept = interface && std::ranges::count(interface->addresses, address) > 0;
      if (!kept) netlink_.remove_address(device, address);
    }
  }
  for (const auto& interface : wanted.interfaces) {
    const auto found = present.find(interface.name);
    for (const auto& address : interface.addresses) {
      const bool there = found != present.end() && std::ranges::count(found->second, address) > 0;
      if (!there) netlink_.add_address(interface.name, address);
    }
  }
}

/// Asks what the kernel has: it dropped routes of its own accord when an interface went down or an
/// address was removed, and added the connected ones. A connected route comes back this way too
/// when the route that had replaced it is gone.
void NodeNetwork::realise_routes(const Node& wanted) {
  auto missing = wanted_routes(wanted);
  const auto all = missing;
  const auto present = netlink_.routes();
  const auto is_wanted = [&](const Route& route) {
    const auto found = all.find(key_of(route));
    return found != all.end() && found->second == route;
  };
  for (const auto& route : present) {
    if (is_wanted(route)) missing.erase(key_of(route));
  }
  std::set<RouteKey> replaced;
  for (const auto& route : present) {
    if (is_wanted(route) || stands_second(wanted, route)) continue;
    // The first of its key goes in the moment its successor comes.
    const bool succeeded =
        missing.contains(key_of(route)) && replaced.insert(key_of(route)).second;
    if (!succeeded) netlink_.remove_route(route);
  }
  for (const Turn turn : {kOnLink, kThroughGateway, kRefusing}) {
    for (const auto& [key, route] : missing) {
      if (turn_of(route) == turn) netlink_.add_route(route);
    }
  }
}

/// The kernel never drops rules of its own accord, so the last ones set are there. Those of one
/// priority are changed together, as their order counts.
void NodeNetwork::realise_rules(const Node& wanted) {
  std::map<int, std::vector<PolicyRule>> rules;
  for (const auto& rule : wanted.policy_rules) rules[rule.priority].push_back(rule);
  std::erase_if(rules_, [&](const auto& entry) {
    const auto found = rules.find(entry.first);
    if (found != rules.end() && found->second == entry.second) return false;
    for (const auto& rule : entry.second) netlink_.remove_rule(rule);
    return true;
  });
  for (const auto& [priority, list] : rules) {
    if (rules_.contains(priority)) continue;
    for (const auto& rule : list) {
      netlink_.add_rule(rule);
      rules_[priority].push_back(rule);
    }
  }
}

void NodeNetwork::restore(const Node& wanted) {
  const auto& links = netlink_.read_links();
  const bool disconnected = std::ranges::any_of(wanted.interfaces, [&](const Interface& each) {
    if (each.kind != InterfaceKind::tun || !each.up) return false;
    const auto link = links.find(each.name);
    return link == links.end() || !link->second.up;
  });
  if (disconnected) return;
  realise_routes(wanted);
  for (const auto& [priority, list] : rules_) {
    for (const auto& rule : list) netlink_.ensure_rule(rule);
  }
}

/// A kernel that has not tracked a connection yet has no such setting, and needs none as usual.
void NodeNetwork::set_tracking(const std::string& name, int usual, int wanted) {
  const std::string full = "net/netfilter/nf_conntrack_" + name;
  if (wanted == usual) settings_.set_if_there(full, wanted);
  else settings_.set(full, wanted);
}

void NodeNetwork::realise_settings(const Node& wanted) {
  const auto& sysctls = wanted.sysctls;
  change_settings([&] {
    settings_.set("net/ipv4/ip_forward", sysctls.ip_forward);  // first: it resets some others
    settings_.set("net/ipv4/conf/all/src_valid_mark", sysctls.src_valid_mark);
    // The larger of this and the interface's counts; those are all born with 0.
    settings_.set("net/ipv4/conf/all/rp_filter", sysctls.rp_filter);
    // Linux 6.5
    settings_.set_if_there("net/ipv4/tcp_syn_linear_timeouts", wanted.syn_schedule.linear);
    settings_.set("net/ipv4/tcp_syn_retries", wanted.syn_schedule.retries);
    const Sysctls usual;
    set_tracking("tcp_timeout_established", usual.tcp_timeout_established,
                 sysctls.tcp_timeout_established);
    set_tracking("tcp_loose", usual.tcp_loose, sysctls.tcp_loose);
  });
}

}  // namespace edge::sim
