#include "simulator/lab_interactive/lab_map.hpp"

#include <fmt/format.h>

#include <sstream>

#include "common/base/duration_text.hpp"
#include "common/world/endpoint.hpp"
#include "simulator/lab/nft_script.hpp"
#include "simulator/topology/as_ip_writes.hpp"
#include "simulator/topology/agent_service.hpp"
#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/hub_access.hpp"
#include "simulator/topology/proxy_service.hpp"
#include "simulator/topology/registry_service.hpp"

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

/// Those that are not as a new machine has them.
std::string text_of(const Sysctls& settings) {
  std::string text;
  if (settings.ip_forward) text += "  forwards packets\n";
  if (settings.rp_filter != 0) {
    text += fmt::format("  rp_filter {} ({})\n", settings.rp_filter,
                        settings.rp_filter == 1 ? "strict" : "loose");
  }
  if (settings.src_valid_mark) text += "  src_valid_mark 1\n";
  const int limit = settings.tcp_timeout_established;
  if (limit != Sysctls{}.tcp_timeout_established) {
    text += fmt::format("  forgets TCP connections after {} s of silence\n", limit);
  }
  if (!settings.tcp_loose) text += "  takes up no TCP connection half-way\n";
  return text;
}

std::string text_of(const Node& node) {
  std::string text = node.name + "\n";
  for (const auto& interface : node.interfaces) text += text_of(interface);
  for (const auto& route : node.routes) text += "  route " + as_ip_route(route) + "\n";
  for (const auto& rule : node.policy_rules) text += "  rule " + as_ip_rule(rule) + "\n";
  for (const auto& tunnel : node.tunnels) {
    text += fmt::format("  tunnel {} by UDP to {} mark {:#x}\n", tunnel.interface,
                        to_string(tunnel.peer), tunnel.mark);
  }
  for (const auto& server : node.resolver.servers) {
    text += fmt::format("  nameserver {}\n", server.address.to_string());
  }
  return text + text_of(node.sysctls) + filter_text(node);
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

std::string behaviour_text(const HubService& service) {
  const auto hub = access_to(service);
  return fmt::format("IoT hub {}, AMQP {}, AMQP over WebSocket {}", hub.dialled_name,
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
std::string behaviour_text(const RegistryService& registry) {
  return fmt::format("registry of images {}, port {}", registry.host_name, registry.port);
}

std::string text_of(const Service& service) {
  return fmt::format("  {} on {} {}: {}\n", service.name, service.node,
                     service.address.to_string(), what_it_is(service));
}

}  // namespace

std::string what_it_is(const Service& service) {
  return std::visit([](const auto& value) { return behaviour_text(*value); }, service.behaviour);
}

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
