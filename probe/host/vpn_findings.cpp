#include "probe/host/vpn_findings.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>

#include <algorithm>

#include "probe/host/host_causes.hpp"
#include "probe/host/remedies.hpp"
#include "probe/host/vpn_products.hpp"
#include "probe/verdicts/path_facts.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kFix =
    "Take the module network out of the tunnel: by the VPN client's own setting, or by these "
    "commands, which hold until the host restarts.";

/// Another way to the internet is left: the tunnel is not what the host is connected by, as ppp0 of
/// a modem is.
bool has_other_default(const HostState& state, const HostLink& tunnel) {
  return std::ranges::any_of(state.routes, [&](const HostRoute& route) {
    return is_default(route) && !route.hops.empty() && route.hops.front().link != tunnel.index;
  });
}

/// A modem's or a DSL line's, which dials in by PPP as some VPNs do. Those keep their own server
/// out of the tunnel by a route for it alone (pppd's `replacedefaultroute` with xl2tpd, pptp).
bool may_be_dial_up(const HostState& state, const HostLink& link) {
  if (!link.name.starts_with("ppp") && !link.name.starts_with("wwan")) return false;
  return std::ranges::none_of(state.routes, [&](const HostRoute& route) {
    const bool one = route.destination.is_one_address() && route.type == RTN_UNICAST;
    return one && !route.hops.empty() && route.hops.front().gateway &&
           route.hops.front().link != link.index;
  });
}

/// The VPN's interface that a packet leaves by; null: none.
const HostLink* tunnel_of(const HostState& state, const TracedPacket& traced) {
  if (!traced.asked) return nullptr;
  const HostLink* link = find_link(state, traced.out_link());
  if (!link || !is_tunnel(*link)) return nullptr;
  const bool known = !installer_of(state, traced.walk).product.empty();
  if (!known && may_be_dial_up(state, *link)) return nullptr;
  return known || has_other_default(state, *link) ? link : nullptr;
}

void add_remedy(HostFinding& finding, const Remedy& remedy) {
  finding.commands.insert(finding.commands.end(), remedy.commands.begin(), remedy.commands.end());
  finding.undo.insert(finding.undo.begin(), remedy.undo.begin(), remedy.undo.end());
}

/// By a route of its own, as to a private endpoint: that is what the VPN is for.
bool leads_to_private_hub(const Decision& decision, const IpAddress& hub) {
  const bool chosen = decision.route && !is_wide(decision.route->destination);
  return chosen && is_private(hub);
}

/// Engines ask the host's name servers for their containers.
void add_name_servers(HostFinding& finding, const HostState& state) {
  for (const auto& server : state.name_servers) {
    if (server.is_v4() == state.ipv6 || server.is_loopback()) continue;
    const Decision way = look_up(state, {std::nullopt, server, 0, 0, 0});
    const HostLink* link = find_link(state, way.out_link());
    if (!link || !is_tunnel(*link)) continue;
    finding.cause += fmt::format(" The host's queries to its name server {} go into {}, too.",
                                 server.to_string(), name_text(state, link->index));
    add_remedy(finding, remedy_of_name_server(state, way, server));
  }
}

std::string hosts_own_way(const HostState& state, const HostTraces& all, const HostLink& tunnel) {
  const int out = all.host.out_link();
  if (out == tunnel.index) return "The host's own packets go the same way.";
  if (out == 0) return "The host's own packets go nowhere.";
  return fmt::format("The host's own packets go by {}.", name_text(state, out));
}

}  // namespace

Installer installer_of(const HostState& state, const Decision& decision) {
  const VpnSign* sign = nullptr;
  if (decision.route) {
    const HostLink* link = find_link(state, decision.out_link());
    sign = sign_of_route(*decision.route, link);
  }
  if (!sign && decision.rule) sign = sign_of_rule(*decision.rule);
  if (!sign) return {};
  return {std::string(sign->product), std::string(sign->sign), std::string(sign->setting)};
}

bool answers_go_astray(const NetworkTrace& trace) {
  const int out = trace.back.out_link();
  return trace.back.asked && out != 0 && out != trace.bridge;
}

std::optional<HostFinding> vpn_override(const HostState& state, const HostTraces& all,
                                        const NetworkTrace& trace) {
  const HostLink* out = tunnel_of(state, trace.out);
  const bool astray = answers_go_astray(trace);
  const HostLink* back = astray ? tunnel_of(state, trace.back) : nullptr;
  if (!out && !back) return std::nullopt;
  const Decision& decision = back && !out ? trace.back.walk : trace.out.walk;
  const HostLink& tunnel = out ? *out : *back;
  const Installer installer = installer_of(state, decision);
  HostFinding finding{.code = std::string(kVpnRouteOverride)};
  finding.confidence = back ? Confidence::certain : Confidence::likely;
  finding.product = installer.product;
  finding.sign = installer.sign;
  finding.setting = installer.setting;
  if (decision.route) finding.route = route_text(state, *decision.route);
  if (decision.rule) finding.rule = rule_text(*decision.rule);
  const std::string who = installer.product.empty() ? "a VPN client" : installer.product;
  const std::string name = name_text(state, tunnel.index);
  if (out) {
    finding.cause = fmt::format("A route of {} takes the module network's packets for the hub into "
                                "{}, the VPN's tunnel. ", who, name);
  }
  if (back) {
    finding.cause += fmt::format("{} the answers for the module network into {} instead of its "
                                 "bridge, so that none arrives. ",
                                 out ? "It takes, too," : fmt::format("A route of {} takes", who),
                                 name_text(state, back->index));
  }
  finding.cause += hosts_own_way(state, all, tunnel);
  if (!back) {
    finding.cause += " Whether the VPN's other end lets the module network through cannot be seen "
                     "from here: `edgeprobe run` in a module tells.";
  }
  if (out && leads_to_private_hub(decision, all.hub)) {
    finding.confidence = back ? Confidence::certain : Confidence::possible;
    finding.cause += " The hub's address is a private one: it may well be that only the VPN leads "
                     "there.";
  } else if (out) {
    add_remedy(finding, remedy_of_way_out(state, all, trace));
  }
  if (back) add_remedy(finding, remedy_of_way_back(state, trace));
  add_name_servers(finding, state);
  finding.fix = finding.commands.empty() ? std::string(host_cause_fix(kVpnRouteOverride))
                                         : std::string(kFix);
  return finding;
}

}  // namespace edge::probe
