// Packet filters: a firewall on a node drops or refuses what it should let pass.
#include <fmt/format.h>

#include <algorithm>

#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"

namespace edge::sim {
namespace {

constexpr ValueParameter kPort{"port", kind::port, "5671"};

constexpr ChoiceParameter kHook{"hook", kNames<Hook>, kOptional, "by the node's place if absent"};

/// Where netfilter can refuse (nft(8), REJECT STATEMENT).
constexpr std::array kRefusing{Choice<Hook>{"input", Hook::input},
                               Choice<Hook>{"forward", Hook::forward},
                               Choice<Hook>{"output", Hook::output}};
constexpr ChoiceParameter kRefusingHook{"hook", kRefusing, kOptional,
                                        "by the node's place if absent"};

/// Puts a rule first, at `where` or where the node's filter meets the probe's traffic.
Topology with_rule(Topology topology, const Arguments& with, std::optional<Hook> where, Match match,
                   Action action, const std::string& comment) {
  auto& node = kAt.find(topology, with);
  const auto hook = where.value_or(hook_of(topology, node));
  put_first(node, hook, std::move(match), std::move(action), comment);
  return topology;
}

Topology port_dropped(Topology topology, const Arguments& with) {
  return with_rule(std::move(topology), with, with.find(kHook), tcp_to(with[kPort]), Drop{},
                   "fault: port dropped");
}

Topology port_reset(Topology topology, const Arguments& with) {
  return with_rule(std::move(topology), with, with.find(kRefusingHook), tcp_to(with[kPort]),
                   Reject{RejectKind::tcp_reset}, "fault: port reset");
}

/// All but the TCP reset, which is a fault of its own.
constexpr auto kIcmpErrors = [] {
  std::array<Choice<RejectKind>, kNames<RejectKind>.size() - 1> errors{};
  std::ranges::copy_if(kNames<RejectKind>, errors.begin(), [](const auto& row) {
    return row.value != RejectKind::tcp_reset;
  });
  return errors;
}();
constexpr ChoiceParameter kKind{"kind", kIcmpErrors, "port-unreachable"};

Topology port_rejected(Topology topology, const Arguments& with) {
  return with_rule(std::move(topology), with, with.find(kRefusingHook), tcp_to(with[kPort]),
                   Reject{with[kKind]}, "fault: port rejected");
}

/// Bytes: a SYN with its options has 60, an ACK with SACK at most 80, a ClientHello 200 at least.
constexpr int kOpening = 100;

Topology tls_dropped(Topology topology, const Arguments& with) {
  auto long_packets = tcp_to(with[kPort]);
  long_packets.longer_than = kOpening;
  return with_rule(std::move(topology), with, {}, long_packets, Drop{}, "fault: TLS dropped");
}

/// Where answers to the probe's traffic meet a filter of `node`.
Hook hook_of_answers(const Topology& topology, const Node& node) {
  const Hook hook = hook_of(topology, node);
  if (hook == Hook::output) return Hook::input;
  return hook == Hook::input ? Hook::output : hook;
}

/// A stateful filter that has seen no SYN, as where answers come by another way than requests go.
Topology answers_dropped(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  Match match;
  match.protocol = Protocol::tcp;
  match.source_port = with[kPort];
  const auto hook = with.find(kHook).value_or(hook_of_answers(topology, node));
  put_first(node, hook, match, Drop{}, "fault: answers dropped");
  return topology;
}

constexpr ValueParameter kExcept{"except", kind::address, kOptional, "what still passes"};

/// What the node itself sends still passes a forward hook's drop: a name server on the site's LAN
/// goes on answering, which is what the documented 30 s gaps need.
Topology all_dropped(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  const auto hook = with.find(kHook).value_or(hook_of(topology, node));
  put_first(node, hook, {}, Drop{}, "fault: everything dropped");
  if (const auto except = with.find(kExcept)) {
    const Prefix address = one_address(*except);
    Match from, to;
    from.source = address;
    to.destination = address;
    put_first(node, hook, from, Accept{}, "fault: except from this address");
    put_first(node, hook, to, Accept{}, "fault: except to this address");
  }
  return topology;
}

constexpr ValueParameter kIdleAfter{"after", kind::duration, "60s", "in whole seconds"};
enum class Forgotten { dropped, reset };
constexpr std::array kForgotten{Choice<Forgotten>{"silence", Forgotten::dropped},
                                Choice<Forgotten>{"reset", Forgotten::reset}};
constexpr ChoiceParameter kForgottenBy{"answer", kForgotten, "silence"};

/// A stateful filter or NAT that knows no segment but those of connections it has seen begin.
Topology idle_forgotten(Topology topology, const Arguments& with) {
  const auto after = std::chrono::duration_cast<std::chrono::seconds>(with[kIdleAfter]);
  const Sysctls usual;
  const bool whole = after == with[kIdleAfter] && after.count() >= 1;
  if (!whole || after.count() > usual.tcp_timeout_established) {
    throw std::invalid_argument(fmt::format("parameter 'after': allowed: whole seconds, up to {}",
                                            usual.tcp_timeout_established));
  }
  auto& node = kAt.find(topology, with);
  node.sysctls.tcp_timeout_established = static_cast<int>(after.count());
  node.sysctls.tcp_loose = false;
  Match match;
  match.protocol = Protocol::tcp;
  match.state = ConnectionState::invalid;
  const bool reset = with[kForgottenBy] == Forgotten::reset;
  const Action action = reset ? Action(Reject{RejectKind::tcp_reset}) : Action(Drop{});
  put_first(node, hook_of(topology, node), match, action, "fault: idle connections forgotten");
  return topology;
}

constexpr FaultRow kFilterFaults[] = {
    {.name = "port-dropped",
     .what = "packets to one TCP port vanish",
     .parameters = {&kAt, &kPort, &kHook},
     .example = "at=site-router",
     .found_as = {"amqp-port-dropped-on-path", "amqp-port-dropped-by-host",
                  "amqp-port-dropped-locally", "websocket-port-blocked"},
     .apply = port_dropped},
    {.name = "answers-dropped",
     .what = "what comes back from one TCP port vanishes",
     .parameters = {&kAt, &kPort, &kHook},
     .example = "at=site-router",
     .found_as = {"amqp-port-dropped-on-path", "amqp-port-dropped-by-host",
                  "amqp-port-dropped-locally", "websocket-port-blocked"},
     .apply = answers_dropped},
    {.name = "port-reset",
     .what = "connections to one TCP port are answered with RST",
     .parameters = {&kAt, &kPort, &kRefusingHook},
     .example = "at=site-router",
     .found_as = {"amqp-port-reset", "websocket-port-blocked"},
     .apply = port_reset},
    {.name = "port-rejected",
     .what = "connections to one TCP port are answered with an ICMP error",
     .parameters = {&kAt, &kPort, &kKind, &kRefusingHook},
     .example = "at=site-router",
     .found_as = {"amqp-port-rejected", "websocket-port-blocked", "connection-rejected",
                  "no-route"},
     .apply = port_rejected},
    {.name = "tls-dropped",
     .what = "a firewall lets one TCP port open, and TLS on it vanishes",
     .parameters = {&kAt, &kPort},
     .example = "at=site-router",
     .found_as = {"tls-blocked-on-port", "tls-filtered"},
     .apply = tls_dropped},
    {.name = "all-dropped",
     .what = "nothing passes a node; what the node itself serves still answers",
     .parameters = {&kAt, &kExcept, &kHook},
     .example = "at=site-router",
     .found_as = {"network-drops-everything", "host-does-not-pass-traffic", "host-does-not-forward",
                  "dns-no-answer", "dns-server-failure", "no-route", "dns-forwarder-failure"},
     .apply = all_dropped},
    {.name = "idle-forgotten",
     .what = "a stateful filter forgets TCP connections that are silent for so long",
     .parameters = {&kAt, &kIdleAfter, &kForgottenBy},
     .example = "at=site-router",
     .found_as = {"idle-limit-too-short", "connection-falls-silent", "connection-lost"},
     .apply = idle_forgotten},
};

}  // namespace

std::span<const FaultRow> filter_faults() { return kFilterFaults; }

}  // namespace edge::sim
