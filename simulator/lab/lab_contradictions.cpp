#include "simulator/lab/lab_contradictions.hpp"

#include <fmt/format.h>

namespace edge::sim {
namespace {

constexpr std::uint16_t kDnsPort = 53;

/// Addresses that mean nothing to a kernel are left out: name servers that are not reached, records
/// of the name service, matches of rules, which no packet meets.
class WhatTheLabLacks {
 public:
  std::vector<Contradiction> of(const Topology& topology) && {
    for (std::size_t i = 0; i < topology.nodes.size(); ++i) {
      node(topology.nodes[i], fmt::format("nodes[{}]", i));
    }
    return std::move(said_);
  }

 private:
  void node(const Node& node, const std::string& path) {
    for (std::size_t i = 0; i < node.interfaces.size(); ++i) {
      const auto& addresses = node.interfaces[i].addresses;
      for (std::size_t a = 0; a < addresses.size(); ++a) {
        add(node, addresses[a].address, fmt::format("{}.interfaces[{}].addresses[{}]", path, i, a));
      }
    }
    for (std::size_t i = 0; i < node.routes.size(); ++i) {
      const auto at = fmt::format("{}.routes[{}]", path, i);
      add(node, node.routes[i].destination.address, at + ".destination");
      if (const auto& source = node.routes[i].source) add(node, *source, at + ".source");
    }
    for (std::size_t i = 0; i < node.policy_rules.size(); ++i) {
      const auto& [source, destination] = std::pair(node.policy_rules[i].source,
                                                    node.policy_rules[i].destination);
      const auto at = fmt::format("{}.policy-rules[{}]", path, i);
      if (source) add(node, source->address, at + ".source");
      if (destination) add(node, destination->address, at + ".destination");
    }
    for (std::size_t i = 0; i < node.rules.size(); ++i) {
      const auto* nat = std::get_if<DestinationNat>(&node.rules[i].action);
      const auto at = fmt::format("{}.rules[{}].action.destination-nat.to", path, i);
      if (nat) add(node, nat->to.address, at);
    }
    for (std::size_t i = 0; i < node.tunnels.size(); ++i) {
      const auto at = fmt::format("{}.tunnels[{}]", path, i);
      add(node, node.tunnels[i].local.address, at + ".local");
      add(node, node.tunnels[i].peer.address, at + ".peer");
    }
    const auto& servers = node.resolver.servers;
    for (std::size_t i = 0; i < servers.size(); ++i) {
      if (servers[i].port == kDnsPort) continue;
      said_.push_back({fmt::format("{}: name server {}: a resolv.conf, as the lab's programs read "
                                   "it, has no ports; allowed: port {}",
                                   node.name, to_string(servers[i]), kDnsPort),
                       fmt::format("{}.resolver.servers[{}]", path, i)});
    }
  }

  void add(const Node& node, const IpAddress& address, const std::string& path) {
    if (address.is_v4()) return;
    said_.push_back({fmt::format("{}: {}: the lab's networks are IPv4 only; the computed world "
                                 "(without --world lab) has IPv6",
                                 node.name, address.to_string()),
                     path});
  }

  std::vector<Contradiction> said_;
};

}  // namespace

std::vector<Contradiction> lab_contradictions(const Topology& topology) {
  auto said = contradictions(topology);
  return said.empty() ? WhatTheLabLacks().of(topology) : said;
}

}  // namespace edge::sim
