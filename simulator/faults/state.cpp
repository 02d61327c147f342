// What a node has lost or has no room for: connections that it must remember, source ports, rules.
#include <algorithm>

#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"

namespace edge::sim {
namespace {

/// "nf_conntrack: table full, dropping packet": known connections go on, no new one is remembered,
/// of whatever protocol and the node's own too; what is not remembered is dropped.
Topology connection_table_full(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  Match unknown;
  unknown.state = ConnectionState::fresh;
  for (const auto hook : {Hook::prerouting, Hook::output}) {
    put_first(node, hook, unknown, Drop{}, "fault: connection table full");
  }
  return topology;
}

bool translates(const Rule& rule) { return std::holds_alternative<Masquerade>(rule.action); }

bool has_translation(const Node& node) { return std::ranges::any_of(node.rules, translates); }

/// Every port of the address that TCP connections leave with is taken, by leaking or too many
/// clients: a new one gets none and is dropped. UDP has ports of its own, so names resolve.
Topology source_ports_exhausted(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  if (!has_translation(node)) {
    throw kAt.refusal(node.name, "it does not masquerade",
                      names_of_nodes(topology, has_translation));
  }
  const auto rules = node.rules;
  for (const auto& rule : rules) {
    if (!translates(rule)) continue;
    auto match = rule.match;
    match.protocol = Protocol::tcp;
    match.state = ConnectionState::fresh;
    put_first(node, Hook::postrouting, match, Drop{}, "fault: no source port left");
  }
  return topology;
}

enum class Left { nothing, forward_policy };
constexpr std::array kLeft{Choice<Left>{"nothing", Left::nothing},
                           Choice<Left>{"forward-policy", Left::forward_policy}};
constexpr ChoiceParameter kLeaves{"leaves", kLeft, "nothing"};

bool has_rules(const Node& node) { return !node.rules.empty(); }

/// `firewall-cmd --reload`, `iptables -F` or a configuration tool has taken all rules away, the
/// container engine's too; the policy of FORWARD may have stayed DROP.
Topology rules_flushed(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  if (!has_rules(node)) {
    throw kAt.refusal(node.name, "it has no rules", names_of_nodes(topology, has_rules));
  }
  node.rules.clear();
  if (with[kLeaves] == Left::forward_policy) {
    node.rules.push_back({Hook::forward, kFilter, {}, Drop{}, "fault: policy of FORWARD"});
  }
  return topology;
}

constexpr FaultRow kStateFaults[] = {
    {.name = "connection-table-full",
     .what = "a node remembers no new connection and drops what belongs to none",
     .parameters = {&kAt},
     .example = "at=site-router",
     .found_as = {"network-drops-everything", "host-does-not-pass-traffic",
                  "host-does-not-forward", "dns-no-answer", "dns-server-failure",
                  "dns-forwarder-failure", "no-route", "proxy-unreachable"},
     .apply = connection_table_full},
    {.name = "source-ports-exhausted",
     .what = "a node that masquerades has no source port left for a new TCP connection",
     .parameters = {&kAt},
     .example = "at=site-router",
     .found_as = {"network-drops-everything", "host-does-not-pass-traffic", "proxy-unreachable"},
     .apply = source_ports_exhausted},
    {.name = "rules-flushed",
     .what = "a node has lost its filter and NAT rules, as after a firewall's reload",
     .parameters = {&kAt, &kLeaves},
     .example = "at=site-router",
     .found_as = {"network-drops-everything", "host-does-not-pass-traffic",
                  "host-does-not-forward", "dns-no-answer", "dns-server-failure",
                  "dns-forwarder-failure", "proxy-unreachable"},
     .apply = rules_flushed},
};

}  // namespace

std::span<const FaultRow> state_faults() { return kStateFaults; }

}  // namespace edge::sim
