// Each match and each action of a rule once, with what nft(8) calls it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "simulator/topology/topology.hpp"

namespace edge::sim::test {

inline Node node_with(std::vector<Rule> rules) {
  Node node;
  node.rules = std::move(rules);
  return node;
}

inline Match match_with(auto fill) {
  Match made;
  fill(made);
  return made;
}

inline Match to_tcp_port(std::uint16_t port, std::optional<Protocol> protocol = Protocol::tcp) {
  return match_with([&](auto& m) { m.protocol = protocol, m.destination_port = port; });
}

struct Row {
  Rule rule;
  std::string lines;
};

inline const Endpoint kScriptTarget{prefix_literal("203.0.113.2").address, 5671};

/// Each field of Match and each action, once.
inline std::vector<Row> each_word() {
  using enum Hook;
  const auto when = [](auto fill) { return Rule{forward, kFilter, match_with(fill), Drop{}, ""}; };
  const auto then = [](Hook hook, int priority, const Action& action, const Match& match = {}) {
    return Rule{hook, priority, match, action, ""};
  };
  const auto reject = [&](RejectKind kind, std::optional<Protocol> protocol = Protocol::tcp) {
    const auto match = match_with([&](auto& m) { m.protocol = protocol; });
    return then(forward, kFilter, Reject{kind}, match);
  };
  return {
      {when([](auto&) {}), ""},  // the policy
      {when([](auto& m) { m.in_interface = "fwd"; }), "    iifname \"fwd\" drop\n"},
      {when([](auto& m) { m.not_in_interface = "lan"; }), "    iifname != \"lan\" drop\n"},
      {when([](auto& m) { m.out_interface = "any*"; }), "    oifname \"any\\*\" drop\n"},
      {when([](auto& m) { m.not_out_interface = "br-x"; }), "    oifname != \"br-x\" drop\n"},
      {when([](auto& m) { m.source = prefix_literal("10.8.0.0/24"); }),
       "    ip saddr 10.8.0.0/24 drop\n"},
      {when([](auto& m) { m.destination = prefix_literal("192.0.2.1"); }),
       "    ip daddr 192.0.2.1/32 drop\n"},
      {when([](auto& m) { m.source = prefix_literal("0.0.0.0/0"); }), "    drop\n"},
      {when([](auto& m) { m.protocol = Protocol::icmp; }), "    meta l4proto icmp drop\n"},
      {when([](auto& m) { m = to_tcp_port(443); }), "    meta l4proto tcp th dport 443 drop\n"},
      {when([](auto& m) { m.source_port = 53; }),
       "    meta l4proto { tcp, udp } th sport 53 drop\n"},
      {when([](auto& m) { m.state = ConnectionState::fresh; }), "    ct state new drop\n"},
      {when([](auto& m) { m.state = ConnectionState::established; }),
       "    ct state established drop\n"},
      {when([](auto& m) { m.state = ConnectionState::related; }), "    ct state related drop\n"},
      {when([](auto& m) { m.state = ConnectionState::invalid; }), "    ct state invalid drop\n"},
      {when([](auto& m) { m.mark = 0xca6c; }), "    meta mark 0xca6c drop\n"},
      {when([](auto& m) { m.source_type = AddressType::local; }),
       "    fib saddr type local drop\n"},
      {when([](auto& m) { m.source_type = AddressType::unicast; }),
       "    fib saddr type unicast drop\n"},
      {when([](auto& m) { m.source_type = AddressType::broadcast; }),
       "    fib saddr type broadcast drop\n"},
      {when([](auto& m) { m.longer_than = 100; }), "    meta length > 100 drop\n"},
      {then(input, kFilter, Accept{}), "    accept\n"},
      {reject(RejectKind::tcp_reset), "    meta l4proto tcp reject with tcp reset\n"},
      {reject(RejectKind::tcp_reset, Protocol::udp), "    meta l4proto udp drop\n"},
      {reject(RejectKind::tcp_reset, {}), "    meta l4proto tcp reject with tcp reset\n"},
      {reject(RejectKind::port_unreachable),
       "    meta l4proto tcp reject with icmp port-unreachable\n"},
      {reject(RejectKind::host_unreachable, {}), "    reject with icmp host-unreachable\n"},
      {reject(RejectKind::net_unreachable, {}), "    reject with icmp net-unreachable\n"},
      {reject(RejectKind::admin_prohibited, {}), "    reject with icmp admin-prohibited\n"},
      {then(prerouting, kDestinationNat, DestinationNat{kScriptTarget}, to_tcp_port(443)),
       "    meta l4proto tcp th dport 443 dnat to 203.0.113.2:5671\n"},
      {then(output, kDestinationNat, DestinationNat{kScriptTarget}),
       "    meta l4proto { tcp, udp } dnat to 203.0.113.2:5671\n"},
      {then(output, kDestinationNat, DestinationNat{{kScriptTarget.address, 0}}),
       "    dnat to 203.0.113.2\n"},
      {then(postrouting, kSourceNat, Masquerade{}), "    masquerade\n"},
      {then(output, kMangle, SetMark{51820}), "    meta mark set 0xca6c\n"},
      {then(postrouting, kMangle, SaveMark{}), "    ct mark set meta mark\n"},
      {then(prerouting, kRaw + 1, RestoreMark{}), "    meta mark set ct mark\n"},
  };
}

}  // namespace edge::sim::test
