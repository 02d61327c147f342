// Boxes on the way that judge by more than a TCP port: by protocol, network and size of a packet,
// by what a connection has carried so far, or that lead connections elsewhere.
#include <algorithm>
#include <variant>

#include "common/base/hub_ports.hpp"
#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"

namespace edge::sim {
namespace {

constexpr std::array kProtocols{Choice<std::optional<Protocol>>{"any", std::nullopt},
                                Choice<std::optional<Protocol>>{"tcp", Protocol::tcp},
                                Choice<std::optional<Protocol>>{"udp", Protocol::udp},
                                Choice<std::optional<Protocol>>{"icmp", Protocol::icmp}};
constexpr ChoiceParameter kProtocol{"protocol", kProtocols, kRequired};
constexpr ValueParameter kFromNetwork{"from", kind::prefix, kOptional};
constexpr ValueParameter kToNetwork{"to", kind::prefix, kOptional};
constexpr ValueParameter kToPort{"port", kind::port, kOptional, "to this one"};
constexpr NumberParameter kLarger{"larger-than", 28, 65535, kOptional, "bytes"};

constexpr ChoiceParameter kBy{"by", kNames<RejectKind>, kOptional, "silence if absent"};

/// An administrator's own rule, or a site's policy: no UDP to the internet, no ICMP, this country's
/// networks only.
Topology traffic_blocked(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  Match match;
  match.protocol = with[kProtocol];
  match.source = with.find(kFromNetwork);
  match.destination = with.find(kToNetwork);
  match.destination_port = with.find(kToPort);
  match.longer_than = with.find(kLarger);
  if (match.destination_port && match.protocol == Protocol::icmp) {
    throw kToPort.refusal(std::to_string(*match.destination_port), "ICMP has no ports",
                          "a port with protocol tcp, udp or any");
  }
  const auto how = with.find(kBy);
  put_first(node, hook_of(topology, node), match, how ? Action{Reject{*how}} : Action{Drop{}},
            "fault: traffic blocked");
  return topology;
}

constexpr ValueParameter kTlsPort{"port", kind::port, "5671"};

/// Bytes, as in filter.cpp: what opens and acknowledges has fewer, a ClientHello more.
constexpr int kLongestOpening = 100;

/// The box resets by itself, nearer than the server: as firewalls that look for an application do.
Topology tls_cut(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  auto match = tcp_to(with[kTlsPort]);
  match.longer_than = kLongestOpening;
  put_first(node, hook_of(topology, node), match, Reject{RejectKind::tcp_reset}, "fault: TLS cut");
  return topology;
}

constexpr ValueParameter kCutPort{"port", kind::port, "5671"};
constexpr NumberParameter kCutAfter{"after", 1, 6, "2", "packets of the client with content"};

enum class Cut { reset, silence };
constexpr std::array kCuts{Choice<Cut>{"tcp-reset", Cut::reset},
                           Choice<Cut>{"silence", Cut::silence}};
constexpr ChoiceParameter kCutBy{"by", kCuts, "tcp-reset"};

bool uses_marks(const Rule& rule) {
  return rule.match.mark || std::holds_alternative<SetMark>(rule.action) ||
         std::holds_alternative<SaveMark>(rule.action) ||
         std::holds_alternative<RestoreMark>(rule.action);
}

/// As firewalls that know applications do: the first packets pass until it is known what they are
/// of. The count of those with content is the connection's mark.
Topology connection_cut(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  if (std::ranges::any_of(node.rules, uses_marks) || !node.policy_rules.empty()) {
    throw kAt.refusal(node.name, "its rules use marks or choose routes",
                      "a node without rules of a VPN");
  }
  const auto hook = hook_of(topology, node);
  const Match all = tcp_to(with[kCutPort]);
  std::vector<Rule> rules{{hook, kFilter, all, RestoreMark{}, "fault: packets so far"}};
  const auto add = [&](std::uint32_t so_far, Action action, std::string comment) {
    Match match = all;
    match.longer_than = kLongestOpening;
    match.mark = so_far;
    rules.push_back({hook, kFilter, match, std::move(action), std::move(comment)});
  };
  const auto most = static_cast<std::uint32_t>(with[kCutAfter]);
  const Action cut = with[kCutBy] == Cut::reset ? Action{Reject{RejectKind::tcp_reset}}
                                                : Action{Drop{}};
  add(most, cut, "fault: connection cut");
  for (auto so_far = most; so_far-- > 0;) {  // from the last: no rule sees what another has set
    add(so_far, SetMark{so_far + 1}, "fault: one more");
  }
  rules.push_back({hook, kFilter, all, SaveMark{}, "fault: packets so far"});
  node.rules.insert(node.rules.begin(), rules.begin(), rules.end());
  return topology;
}

constexpr ValueParameter kUnseenPort{"port", kind::port, kOptional, "both of the hub's if absent"};

/// To a stateful firewall that sees one direction only, what follows a SYN belongs to no
/// connection. The node's own table does see the answers: it drops what the firewall would not
/// know.
Topology answers_unseen(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  const auto hook = hook_of(topology, node);
  std::vector<std::uint16_t> ports{kAmqpPort, kWebSocketPort};
  if (const auto port = with.find(kUnseenPort)) ports = {*port};
  for (const auto port : ports) {
    auto match = tcp_to(port);
    match.state = ConnectionState::established;
    put_first(node, hook, match, Drop{}, "fault: answers unseen");
  }
  return topology;
}

constexpr ValueParameter kRedirected{"port", kind::port, "443"};
constexpr ValueParameter kRedirectedTo{"to", kind::address, kRequired};
constexpr ValueParameter kPortThere{"to-port", kind::port, kOptional, "the same if absent"};

/// As a captive portal or a transparent proxy takes over what is for other machines.
Topology port_redirected(Topology topology, const Arguments& with) {
  auto& node = kAt.find(topology, with);
  const bool device = node.name == probe_node(topology).name;
  node.rules.insert(node.rules.begin(),
                    Rule{device ? Hook::output : Hook::prerouting, kDestinationNat,
                         tcp_to(with[kRedirected]),
                         DestinationNat{{with[kRedirectedTo], with.find(kPortThere).value_or(0)}},
                         "fault: port redirected"});
  return topology;
}

constexpr FaultRow kMiddleboxFaults[] = {
    {.name = "traffic-blocked",
     .what = "packets of a protocol, a network or a size are dropped or refused",
     .parameters = {&kAt, &kProtocol, &kFromNetwork, &kToNetwork, &kToPort, &kLarger, &kBy},
     .example = "at=site-router protocol=udp",
     .found_as = {"network-drops-everything", "host-does-not-pass-traffic",
                  "host-does-not-forward", "dns-no-answer", "dns-forwarder-failure",
                  "connection-rejected", "connection-refused", "host-unreachable", "no-route",
                  "amqp-port-dropped-on-path", "amqp-port-dropped-by-host",
                  "amqp-port-dropped-locally", "amqp-port-rejected",
                  "websocket-port-blocked", "dns-server-failure", "mtu-black-hole", "tls-no-answer",
                  "tls-filtered"},
     .apply = traffic_blocked},
    {.name = "tls-cut",
     .what = "a firewall lets one TCP port open, and answers TLS on it with RST",
     .parameters = {&kAt, &kTlsPort},
     .example = "at=site-router",
     .found_as = {"tls-blocked-on-port", "tls-reset"},
     .apply = tls_cut},
    {.name = "connection-cut",
     .what = "a firewall cuts connections to one TCP port once it has seen what they carry",
     .parameters = {&kAt, &kCutPort, &kCutAfter, &kCutBy},
     .example = "at=site-router",
     .found_as = {"tls-blocked-on-port", "tls-reset", "tls-filtered", "connection-swallowed",
                  "amqp-no-answer", "cbs-no-answer", "link-no-answer", "not-amqp",
                  "websocket-upgrade-refused"},
     .apply = connection_cut},
    {.name = "answers-unseen",
     .what = "a stateful firewall does not see the answers, and drops what follows a SYN",
     .parameters = {&kAt, &kUnseenPort},
     .example = "at=site-router",
     .found_as = {"data-dropped"},
     .apply = answers_unseen},
    {.name = "port-redirected",
     .what = "connections to one TCP port end at another machine",
     .parameters = {&kAt, &kRedirected, &kRedirectedTo, &kPortThere},
     .example = "at=site-router to=192.168.1.8",
     .found_as = {"port-redirected", "not-tls", "tls-reset", "tls-no-answer",
                  "amqp-port-rejected", "amqp-port-dropped-on-path", "websocket-port-blocked",
                  "websocket-upgrade-refused", "host-unreachable"},
     .apply = port_redirected},
};

}  // namespace

std::span<const FaultRow> middlebox_faults() { return kMiddleboxFaults; }

}  // namespace edge::sim
