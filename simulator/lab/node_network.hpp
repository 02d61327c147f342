// One node of a topology in the kernel: a namespace whose links, addresses, routes, policy rules
// and settings are made those of a Node. Not for wires and tunnels, which bring their devices, nor
// for filter rules and ICMP errors (nft).
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/world/real/network_namespace.hpp"
#include "simulator/lab/namespace_settings.hpp"
#include "simulator/lab/netlink.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// The device that stands for one port of a bridge interface. Port `port` (from 0, over the wires
/// that end at the bridge, in the topology's order) is "<bridge>.<port>"; of a name too long for
/// that, the bridge's part is cut so that 15 bytes remain.
std::string bridge_port_name(const std::string& bridge, int port);

class NodeNetwork {
 public:
  /// Port devices by bridge interface.
  using Ports = std::map<std::string, std::vector<std::string>>;

  /// A new namespace without IPv6 and without what namespaces take over from the machine's
  /// settings; its loopback comes up with the first realise(). Throws as realise() does.
  explicit NodeNetwork(std::string name);

  const NetworkNamespace& where() const { return where_; }

  /// Makes the kernel's state that of `wanted`, changing only what differs. Devices of wires and
  /// tunnels must exist; those the node no longer has may be gone already. Bridges are made here,
  /// and `ports` made their ports. Same outcome as Routing (simulator/network) has in mind: a
  /// route of the node wins over the connected one of equal prefix and metric, and of two equals
  /// the first. Throws std::runtime_error with the node, what was attempted and the kernel's words;
  /// then part of the change is made and the next call makes the rest.
  void realise(const Node& wanted, const Ports& ports);

  /// Puts routes and policy rules that somebody else removed back, and removes foreign routes, as a
  /// VPN's client does; nothing while its tunnel is down.
  /// `wanted` is what was last realised. Throws as realise() does.
  void restore(const Node& wanted);

 private:
  void change_settings(const std::function<void()>& change);
  void realise_bridges(const Node& wanted, const Ports& ports);
  void realise_links(const Node& wanted, const Ports& ports);
  void realise_addresses(const Node& wanted);
  void realise_routes(const Node& wanted);
  void realise_rules(const Node& wanted);
  void realise_settings(const Node& wanted);
  void set_tracking(const std::string& name, int usual, int wanted);

  const std::string name_;
  NetworkNamespace where_;
  Netlink netlink_;
  NamespaceSettings settings_;
  std::set<std::string> bridges_;  // made here
  std::map<int, std::vector<PolicyRule>> rules_;  // in the kernel, by priority
};

}  // namespace edge::sim
