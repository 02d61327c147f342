// A network as plain data: nodes, wires, addresses, routes, rules, services, clocks. A fault is a
// pure function from one Topology to another; a world realises one. Knows no fault, no backend.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/world/kernel_rules.hpp"
#include "common/world/prefix.hpp"
#include "common/world/world.hpp"
#include "simulator/topology/filter.hpp"
#include "simulator/topology/service.hpp"

namespace edge {

enum class InterfaceKind { ethernet, bridge, tun };

/// Bytes; the most that a TAP device of Linux takes.
inline constexpr int kLargestInterfaceMtu = 65521;

struct Interface {
  std::string name;                // required, unique in its node, at most 15 bytes (IFNAMSIZ)
  std::vector<Prefix> addresses;   // each gives a connected route in table main
  InterfaceKind kind = InterfaceKind::ethernet;
  int mtu = 1500;                  // bytes
  bool up = true;
  bool operator==(const Interface&) const = default;
};

enum class RouteKind { unicast, unreachable, prohibit, blackhole, throw_ };

/// Wins over the connected route of equal prefix and metric, as after `ip route replace`.
struct Route {
  Prefix destination;
  RouteKind kind = RouteKind::unicast;
  std::optional<IpAddress> gateway;   // absent: on link
  std::string interface;              // required for unicast
  int metric = 0;
  int table = kMainTable;
  std::optional<IpAddress> source;    // preferred source address
  bool operator==(const Route&) const = default;
};

/// A policy rule (ip-rule(8)). Every node has kKernelRules as well.
struct PolicyRule {
  int priority = 0;
  int table = kMainTable;
  std::optional<Prefix> source;
  std::optional<Prefix> destination;
  std::optional<std::uint32_t> mark;
  std::uint32_t mark_mask = 0xffffffff;
  bool invert = false;                       // "not"
  std::optional<int> suppress_prefix_length; // ignore routes this short or shorter
  bool unreachable = false;                  // the rule itself answers
  bool operator==(const PolicyRule&) const = default;
};

struct Sysctls {
  bool ip_forward = false;
  int rp_filter = 0;           // 0 off, 1 strict, 2 loose
  bool src_valid_mark = false;
  /// nf_conntrack_tcp_timeout_established, in seconds: a connection that nothing passes on for so
  /// long is forgotten.
  int tcp_timeout_established = 5 * 24 * 3600;
  bool tcp_loose = true;       // nf_conntrack_tcp_loose: one is taken up half-way, too
  bool operator==(const Sysctls&) const = default;
};

/// Gaps between the SYNs of one connect(): the first `linear` gaps last 1 s, then they double.
/// Linux >= 6.5 has tcp_syn_linear_timeouts = 4, before that 0 (ip-sysctl.rst).
struct SynSchedule {
  int linear = 4;
  int retries = 6;  // tcp_syn_retries
  bool operator==(const SynSchedule&) const = default;
};

/// A user-space tunnel: packets routed into `interface` leave as UDP from a marked socket of the
/// node itself, subject to its routes, rules and filters; and the other way about. Answers go to
/// where the peer's last packet came from, so a gateway may leave `peer` unspecified.
struct Tunnel {
  std::string interface;     // a tun interface of this node
  Endpoint local;            // UDP socket; an unspecified address is chosen by routing
  Endpoint peer;             // the other end's socket
  std::uint32_t mark = 0;    // SO_MARK of the socket
  int overhead = 60;         // bytes added to each packet
  bool operator==(const Tunnel&) const = default;
};

struct Node {
  std::string name;  // required, unique
  std::vector<Interface> interfaces;
  std::vector<Route> routes;
  std::vector<PolicyRule> policy_rules;
  std::vector<Rule> rules;
  std::vector<Tunnel> tunnels;
  Sysctls sysctls;
  SynSchedule syn_schedule;
  ResolverConfig resolver;
  bool icmp_errors = true;   // false: never answers with ICMP errors of its own
  /// A program on the node, such as a VPN client, puts routes and rules that somebody else removed
  /// back this often; 0: nobody does. Only the lab has a somebody else.
  Duration route_guard{};
  bool operator==(const Node&) const = default;
};

/// One end of a wire: an interface of a node.
struct Port {
  std::string node;
  std::string interface;
  bool operator==(const Port&) const = default;
};

/// Loss in bursts (Gilbert 1960, Elliott 1963): before each frame the wire may change between a
/// good state, in which Wire::loss holds, and a bad one.
struct BurstLoss {
  double begins = 0;  // probability, per frame, that the bad state begins; 0: never
  double ends = 1;    // and that it ends: bursts last 1 / ends frames on average
  double loss = 1;    // in the bad state
  bool operator==(const BurstLoss&) const = default;
};

/// A link between two interfaces. A bridge interface may end several and switches between them.
/// Random properties draw from the world's seed.
struct Wire {
  Port a, b;
  Duration delay = std::chrono::microseconds{200};  // one way
  Duration jitter{};
  double loss = 0;        // probability, 0..1
  BurstLoss bursts;
  double duplicate = 0;
  double corrupt = 0;     // a corrupted packet fails its checksum and is dropped by the receiver
  double reorder = 0;
  std::uint64_t rate_bps = 0;  // bits per second, 0: unlimited
  int mtu = 65535;             // bytes; larger frames vanish
  bool up = true;
  bool operator==(const Wire&) const = default;
};

struct Topology {
  std::string name;
  std::vector<Node> nodes;
  std::vector<Wire> wires;
  std::vector<Service> services;
  WallTime starts_at{};                      // civil time of the simulation's first instant
  std::map<std::string, Duration> clock_offsets;  // node -> its clock minus the true one
  bool operator==(const Topology&) const = default;
};

}  // namespace edge
