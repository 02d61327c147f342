#include "simulator/lab/interactive/lab_map.hpp"

#include <fmt/format.h>

#include <sstream>

#include "common/base/duration_text.hpp"
#include "common/world/endpoint.hpp"
#include "simulator/lab/nft_script.hpp"

namespace edge::sim {
namespace {

std::string text_of(const Interface& interface) {
  auto text = fmt::format("  {}", interface.name);
  for (const auto& address : interface.addresses) text += fmt::format(" {}", to_string(address));
  text += fmt::format(" mtu {}", interface.mtu);
  if (interface.kind == InterfaceKind::bridge) text += " bridge";
  if (interface.kind == InterfaceKind::tun) text += " tun";
  return text + (interface.up ? "\n" : " down\n");
}

std::string_view word_of(RouteKind kind) {
  switch (kind) {
    case RouteKind::unicast: return "";
    case RouteKind::unreachable: return "unreachable ";
    case RouteKind::prohibit: return "prohibit ";
    case RouteKind::blackhole: return "blackhole ";
    case RouteKind::throw_: return "throw ";
  }
  return "";
}

/// As `ip route` writes it.
std::string text_of(const Route& route) {
  const auto to = route.destination.length == 0 ? "default" : to_string(route.destination);
  auto text = fmt::format("  route {}{}", word_of(route.kind), to);
  if (route.gateway) text += " via " + route.gateway->to_string();
  if (!route.interface.empty()) text += " dev " + route.interface;
  if (route.source) text += " src " + route.source->to_string();
  if (route.metric != 0) text += fmt::format(" metric {}", route.metric);
  if (route.table != kMainTable) text += fmt::format(" table {}", route.table);
  return text + "\n";
}

/// As `ip rule` writes it.
std::string text_of(const PolicyRule& rule) {
  auto text = fmt::format("  rule {}:{} from {}", rule.priority, rule.invert ? " not" : "",
                          rule.source ? to_string(*rule.source) : "all");
  if (rule.mark) text += fmt::format(" fwmark {:#x}/{:#x}", *rule.mark, rule.mark_mask);
  text += rule.unreachable ? " unreachable" : fmt::format(" lookup {}", rule.table);
  if (rule.suppress_prefix_length) {
    text += fmt::format(" suppress_prefixlength {}", *rule.suppress_prefix_length);
  }
  return text + "\n";
}

/// The chains of its table, further in.
std::string filter_text(const Node& node) {
  if (node.rules.empty()) return {};
  std::istringstream script(nft_script(node));
  std::string text;
  bool inside = false;
  for (std::string line; std::getline(script, line);) {
    if (line.find("chain ") != std::string::npos) inside = true;
    if (line == "}") inside = false;
    if (inside) text += "  " + line + "\n";
  }
  return text;
}

std::string text_of(const Node& node) {
  std::string text = node.name + "\n";
  for (const auto& interface : node.interfaces) text += text_of(interface);
  for (const auto& route : node.routes) text += text_of(route);
  for (const auto& rule : node.policy_rules) text += text_of(rule);
  for (const auto& tunnel : node.tunnels) {
    text += fmt::format("  tunnel {} by UDP to {} mark {:#x}\n", tunnel.interface,
                        to_string(tunnel.peer), tunnel.mark);
  }
  for (const auto& server : node.resolver.servers) {
    text += fmt::format("  nameserver {}\n", server.address.to_string());
  }
  if (node.sysctls.ip_forward) text += "  forwards packets\n";
  return text + filter_text(node);
}

std::string text_of(const Wire& wire) {
  auto text = fmt::format("  {}/{} -- {}/{}  delay {}", wire.a.node, wire.a.interface, wire.b.node,
                          wire.b.interface, duration_text(wire.delay));
  if (wire.jitter > Duration{}) text += " jitter " + duration_text(wire.jitter);
  const auto share = [&](const char* name, double value) {
    if (value > 0) text += fmt::format(" {} {:g}%", name, value * 100);
  };
  share("loss", wire.loss);
  if (wire.bursts.begins > 0) {
    text += fmt::format(" bursts begin {:g}% end {:g}% loss {:g}%", wire.bursts.begins * 100,
                        wire.bursts.ends * 100, wire.bursts.loss * 100);
  }
  share("duplicate", wire.duplicate);
  share("corrupt", wire.corrupt);
  share("reorder", wire.reorder);
  if (wire.rate_bps > 0) text += fmt::format(" rate {} bit/s", wire.rate_bps);
  if (wire.mtu < 65535) text += fmt::format(" mtu {}", wire.mtu);
  return text + (wire.up ? "\n" : " down\n");
}

std::string behaviour_text(const HubService& hub) {
  return fmt::format("IoT hub {}, AMQP {}, AMQP over WebSocket {}", hub.dialled_name(),
                     hub.amqp_port, hub.websocket_port);
}
std::string behaviour_text(const DnsService& dns) {
  return fmt::format("name server, port {}", dns.port);
}
std::string behaviour_text(const ProxyService& proxy) {
  return fmt::format("HTTP proxy, port {}{}", proxy.port,
                     proxy.user.empty() ? "" : ", asks for credentials");
}
std::string behaviour_text(const AgentService& agent) {
  return "agent that holds the identity " + agent.identity.device_id;
}

std::string text_of(const Service& service) {
  const auto what = std::visit([](const auto& value) { return behaviour_text(value); },
                               service.behaviour);
  return fmt::format("  {} on {} {}: {}\n", service.name, service.node,
                     service.address.to_string(), what);
}

}  // namespace

std::string lab_map(const Topology& topology) {
  std::string text;
  for (const auto& node : topology.nodes) text += text_of(node);
  text += "wires\n";
  for (const auto& wire : topology.wires) text += text_of(wire);
  text += "services\n";
  for (const auto& service : topology.services) text += text_of(service);
  return text;
}

}  // namespace edge::sim
