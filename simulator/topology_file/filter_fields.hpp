// The keys of filter and NAT rules in a topology file, each listed once (topology_fields.hpp says
// how). For this folder only.
#pragma once

#include "simulator/keys/shape.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim::keys {

template <class A, Is<Match> T>
void fields(A& a, T& x) {
  a.is("a match");
  a("in-interface", x.in_interface, "it came in by this interface", kInterfaceName);
  a("not-in-interface", x.not_in_interface, "it came in by another", kInterfaceName);
  a("out-interface", x.out_interface, "it goes out by this interface", kInterfaceName);
  a("not-out-interface", x.not_out_interface, "it goes out by another", kInterfaceName);
  a("source", x.source, "its source address is in this network");
  a("destination", x.destination, "its destination address is in this network");
  a("protocol", x.protocol, "its protocol");
  a("source-port", x.source_port, "its source port", kPort);
  a("destination-port", x.destination_port, "its destination port", kPort);
  a("state", x.state, "state of its connection (conntrack)");
  a("mark", x.mark, "its mark", kAnyMark);
  a("source-type", x.source_type, "type of its source address (nft: fib saddr type)");
  a("longer-than", x.longer_than, "it has more bytes than this (nft: meta length)",
    Whole{0, 65535});
}

template <class A, Is<Accept> T>
void fields(A& a, T&) {
  a.is("accept");
}

template <class A, Is<Drop> T>
void fields(A& a, T&) {
  a.is("drop");
}

template <class A, Is<Reject> T>
void fields(A& a, T& x) {
  a.is("reject");
  a("with", x.kind, "a TCP reset, or an ICMP error of this kind");
}

template <class A, Is<DestinationNat> T>
void fields(A& a, T& x) {
  a.is("destination-nat");
  a.required("to", x.to, "where packets go instead", PortIfAbsent{0});
}

template <class A, Is<Masquerade> T>
void fields(A& a, T&) {
  a.is("masquerade");
}

template <class A, Is<SetMark> T>
void fields(A& a, T& x) {
  a.is("set-mark");
  a.required("to", x.mark, "the packet's mark", kAnyMark);
}

template <class A, Is<SaveMark> T>
void fields(A& a, T&) {
  a.is("save-mark");
}

template <class A, Is<RestoreMark> T>
void fields(A& a, T&) {
  a.is("restore-mark");
}

template <class A, Is<Rule> T>
void fields(A& a, T& x) {
  constexpr Whole kPriority{-std::numeric_limits<int>::max(), std::numeric_limits<int>::max()};
  a.is("a rule");
  a("hook", x.hook, "where packets meet the rule");
  a("priority", x.priority, "raw -300, mangle -150, dstnat -100, filter 0, srcnat 100", kPriority);
  a("match", x.match, "which packets: every key that is written must hold");
  a.required("action", x.action, "what becomes of them");
  a("comment", x.comment, "who wrote the rule and why", kComment);
  a("chain", x.chain, "the chain of its own that it is in: \"ts-forward\"", kChainName);
  a("by-engine", x.by_engine, "the container engine's own");
}

}  // namespace edge::sim::keys
