// The keys of a topology file, each listed once: with the value it stands for, one line for people,
// and what it may hold beyond its type. Reader, writer and schema walk these lists, `is` telling
// what the thing is called; whatever is not required may be left out and is then as in a value made
// without arguments. Not for how a value looks (scalars.hpp). For this folder only.
#pragma once

#include "simulator/topology/names.hpp"
#include "simulator/topology_file/filter_fields.hpp"

namespace edge::sim::keys {

inline constexpr PortIfAbsent kDnsPort{53};

/// The keys of what a service does, compiled in service_fields.cpp: to walk a topology one need not
/// know what each kind of service holds.
template <class A, class T>
void fields(A& a, Indirect<T>& x);
template <class A, class T>
void fields(A& a, const Indirect<T>& x);

template <class A, Is<Service> T>
void fields(A& a, T& x) {
  a.is("a service");
  a.required("name", x.name, "unique", kNodeName);
  a.required("node", x.node, "where it runs", kNodeName);
  a.required("address", x.address, "it listens here; 127.0.0.11: an engine's own resolver");
  a.required("runs", x.behaviour, "what it is and how it behaves");
}

template <class A, Is<Interface> T>
void fields(A& a, T& x) {
  a.is("an interface");
  a.required("name", x.name, "unique in its node", kInterfaceName);
  a("addresses", x.addresses, "each with its network's length", List{kMostAddresses});
  a("kind", x.kind, "a bridge may end several wires, tun is for a tunnel");
  a("mtu", x.mtu, "bytes", kInterfaceMtu);
  a("up", x.up, "false: it is down");
}

template <class A, Is<Route> T>
void fields(A& a, T& x) {
  a.is("a route");
  a.required("destination", x.destination, "the network it leads to");
  a("kind", x.kind, "the others refuse or skip, as in ip-route(8)");
  a("gateway", x.gateway, "absent: on link");
  a("interface", x.interface, "required for unicast", kInterfaceName);
  a("metric", x.metric, "of equal destinations the lowest wins", kAnyInt);
  a("table", x.table, "254: main", Whole{1, kAnyInt.most});
  a("source", x.source, "preferred source address");
}

template <class A, Is<PolicyRule> T>
void fields(A& a, T& x) {
  a.is("a policy rule");
  a("priority", x.priority, "lowest first; 32766 is main's", kAnyInt);
  a("table", x.table, "which is looked up", Whole{1, kAnyInt.most});
  a("source", x.source, "for packets from this network");
  a("destination", x.destination, "for packets to this network");
  a("mark", x.mark, "for packets with this mark", kAnyMark);
  a("mark-mask", x.mark_mask, "the bits of the mark that count", kAnyMark);
  a("invert", x.invert, "for all other packets (not)");
  a("suppress-prefix-length", x.suppress_prefix_length, "routes this short do not count",
    Whole{0, 128});
  a("unreachable", x.unreachable, "the rule itself refuses");
}

template <class A, Is<Tunnel> T>
void fields(A& a, T& x) {
  a.is("a tunnel");
  a.required("interface", x.interface, "a tun interface of the node", kInterfaceName);
  a.required("local", x.local, "its UDP socket; 0.0.0.0: address by routing", PortIfAbsent{0});
  a("peer", x.peer, "the other end's socket; absent: who sends first", PortIfAbsent{0});
  a("mark", x.mark, "of the socket's packets", kAnyMark);
  a("overhead", x.overhead, "bytes added to each packet", Whole{1, 1000});
}

template <class A, Is<Sysctls> T>
void fields(A& a, T& x) {
  a.is("settings of the kernel");
  a("ip-forward", x.ip_forward, "net.ipv4.ip_forward: it routes");
  a("rp-filter", x.rp_filter, "0 off, 1 strict, 2 loose", Whole{0, 2});
  a("src-valid-mark", x.src_valid_mark, "rp_filter minds marks");
  a("tcp-timeout-established", x.tcp_timeout_established,
    "nf_conntrack_tcp_timeout_established: seconds until a silent connection is forgotten",
    Whole{1, 432000});
  a("tcp-loose", x.tcp_loose, "nf_conntrack_tcp_loose: takes up connections half-way");
}

template <class A, Is<SynSchedule> T>
void fields(A& a, T& x) {
  a.is("a SYN schedule");
  a("linear", x.linear, "so many gaps of 1 s, the others double", Whole{0, 127});
  a("retries", x.retries, "tcp_syn_retries", Whole{1, 127});
}

template <class A, Is<HostsEntry> T>
void fields(A& a, T& x) {
  a.is("a line of hosts(5)");
  a.required("address", x.address, "of the names");
  a.required("names", x.names, "one or more", List{kMostOfRest, kHostName});
}

// glibc takes no more than this of resolv.conf(5).
template <class A, Is<ResolverConfig> T>
void fields(A& a, T& x) {
  constexpr Span kTimeout{std::chrono::seconds{1}, std::chrono::seconds{30}};
  a.is("a resolver's settings");
  a("hosts", x.hosts, "/etc/hosts", List{kMostOfRest});
  a("servers", x.servers, "name servers; three are used", List{kMostOfRest, kDnsPort});
  a("search", x.search, "domains that are tried", List{kMostOfRest, kHostName});
  a("ndots", x.ndots, "dots from which a name is tried as it is first", Whole{0, 15});
  a("timeout", x.timeout, "of one query", kTimeout);
  a("attempts", x.attempts, "rounds through the servers", Whole{1, 5});
  a("rotate", x.rotate, "queries begin at each server in turn");
  a("use-vc", x.use_vc, "queries go by TCP (glibc only)");
  a("edns0", x.edns0, "queries have an OPT record (glibc only)");
}

template <class A, Is<Node> T>
void fields(A& a, T& x) {
  a.is("a node");
  a.required("name", x.name, "unique", kNodeName);
  a("interfaces", x.interfaces, "beside lo", List{kMostInterfaces});
  a("routes", x.routes, "beside those of the addresses", List{kMostRules});
  a("policy-rules", x.policy_rules, "ip-rule(8), beside the kernel's three", List{kMostRules});
  a("rules", x.rules, "filter and NAT rules, in order", List{kMostRules});
  a("tunnels", x.tunnels, "VPN connections", List{kMostInterfaces});
  a("sysctls", x.sysctls, "the kernel's settings");
  a("syn-schedule", x.syn_schedule, "when SYNs are repeated");
  a("resolver", x.resolver, "resolv.conf(5) and hosts(5)");
  a("icmp-errors", x.icmp_errors, "false: it sends none");
  a("route-guard", x.route_guard, "a program puts routes back this often; 0s: none", kUpToACentury);
}

template <class A, Is<BurstLoss> T>
void fields(A& a, T& x) {
  a.is("loss in bursts");
  a("begins", x.begins, "probability per frame that a burst begins", Share{});
  a("ends", x.ends, "and that it ends", Share{});
  a("loss", x.loss, "during a burst", Share{});
}

template <class A, Is<Wire> T>
void fields(A& a, T& x) {
  a.is("a wire");
  a.required("from", x.a, "one end");
  a.required("to", x.b, "the other end");
  a("delay", x.delay, "one way", kUpToACentury);
  a("jitter", x.jitter, "so much more or less at most", kUpToACentury);
  a("loss", x.loss, "probability", Share{});
  a("bursts", x.bursts, "loss in bursts");
  a("duplicate", x.duplicate, "probability", Share{});
  a("corrupt", x.corrupt, "probability; the receiver drops the frame", Share{});
  a("reorder", x.reorder, "probability", Share{});
  a("rate", x.rate_bps, "0bit: unlimited", BitRate{});
  a("mtu", x.mtu, "bytes; larger frames vanish", kMtu);
  a("up", x.up, "false: cut");
}

template <class A, Is<Topology> T>
void fields(A& a, T& x) {
  a.is("a topology");
  a("name", x.name, "what it is called in messages", kNodeName);
  a.required("nodes", x.nodes, "machines; the probe runs in the first", List{kMostNodes});
  a("wires", x.wires, "links between interfaces", List{kMostWires});
  a("services", x.services, "programs on nodes; one is the hub", List{kMostServices});
  a("starts-at", x.starts_at, "civil time (UTC) of the simulation's start");
  a("clocks", x.clock_offsets, "of nodes that are wrong: theirs minus the true one",
    kWithinACentury);
}

}  // namespace edge::sim::keys
