#include "probe/host/way_findings.hpp"

#include <fmt/format.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>

#include <algorithm>

#include "common/world/kernel_rules.hpp"
#include "probe/host/host_causes.hpp"
#include "probe/host/remedies.hpp"
#include "probe/host/vpn_findings.hpp"

namespace edge::probe {
namespace {

MaybeFinding forbidden(const Scene& scene, const TracedPacket& traced, std::string_view what) {
  const Decision& walk = traced.walk;
  auto finding = finding_of(
      kHostNoRoute, fmt::format("A {} forbids {}: the kernel throws them away.",
                                walk.route ? "route" : "policy rule", what));
  name_culprit(finding, scene.state, walk);
  finding.fix = "Take it away, or see why it is there: a VPN client's kill switch sets such "
                "routes and rules while its tunnel is down.";
  return finding;
}

/// Without it no packet is looked up in the table that has the host's own routes.
bool main_is_left_out(const HostState& state) {
  return std::ranges::none_of(state.rules, [](const HostRule& rule) {
    return rule.action == FR_ACT_TO_TBL && rule.table == RT_TABLE_MAIN;
  });
}

/// One that would have a default route of IPv6 from its router, and does not listen.
const HostLink* deaf_uplink(const HostState& state) {
  const auto found = std::ranges::find_if(state.links, [&](const HostLink& link) {
    return link.ignores_routers && link.up && link.master == 0 && link.name != "lo" &&
           link.kind != "bridge" && !is_tunnel(link) &&
           std::ranges::any_of(link.addresses, reaches_beyond);
  });
  return found == state.links.end() ? nullptr : &*found;
}

MaybeFinding no_route(const HostState& state, std::string_view what) {
  auto finding = finding_of(
      kHostNoRoute, fmt::format("No route leads {}: no table that they are looked up in has a "
                                "default route.", what));
  finding.fix = "Give the host a default route: look at its uplink, its DHCP lease, and what `ip "
                "route show default` says.";
  if (const HostLink* deaf = deaf_uplink(state)) {
    finding.cause += fmt::format(" {} forwards, so that it ignores the advertisements of routers: "
                                 "its accept_ra is 1.", name_text(state, deaf->index));
    finding.fix = "Let it take them though it forwards, and make that permanent with a line in "
                  "/etc/sysctl.d; the default route comes with the next advertisement.";
    const auto word = shell_word("net/ipv6/conf/" + deaf->name + "/accept_ra");
    if (!word) return finding;
    finding.commands = {fmt::format("sysctl -w {}=2", *word)};
    finding.undo = {fmt::format("sysctl -w {}=1", *word)};
    return finding;
  }
  if (!main_is_left_out(state)) return finding;
  finding.cause += " The policy rule that leads to the table main is gone.";
  finding.fix = "Put the rule back, and see what took it away: a script of a VPN client or of a "
                "network manager.";
  const auto change = [&](const char* verb) {
    return fmt::format("{} rule {} lookup main priority {}", ip_command(state), verb,
                       kMainRule.priority);
  };
  finding.commands = {change("add")};
  finding.undo = {change("del")};
  return finding;
}

}  // namespace

MaybeFinding no_way(const Scene& scene, const TracedPacket& traced, std::string_view what) {
  if (!traced.asked) return std::nullopt;
  const Decision& walk = traced.walk;
  if (walk.forbidden()) return forbidden(scene, traced, what);
  if (walk.rule || walk.unclear || traced.kernel.out_link != 0) return std::nullopt;
  return no_route(scene.state, what);
}

MaybeFinding other_port_led_away(const Scene& scene) {
  const NextHop* main = scene.trace.out.walk.hop();
  const auto elsewhere = [&](const OtherFlow& flow) {
    const bool by_port = flow.way.rule && (flow.way.rule->ports || flow.way.rule->protocol != 0);
    const NextHop* hop = flow.way.hop();
    if (!by_port || !main || flow.way.unclear) return false;
    return !hop || hop->link != main->link || hop->gateway != main->gateway;
  };
  const auto flow = std::ranges::find_if(scene.trace.other_flows, elsewhere);
  if (flow == scene.trace.other_flows.end()) return std::nullopt;
  const NextHop* hop = flow->way.hop();
  auto finding = finding_of(
      hop ? kOtherGateway : kHostNoRoute,
      fmt::format("A policy rule {} the module network's packets to {} {}: they do not go as those "
                  "to TCP {} do.",
                  hop ? fmt::format("leads by {}", scene.name(hop->link)) : "forbids",
                  flow->protocol == IPPROTO_TCP ? "TCP" : "UDP", flow->port, scene.all.port));
  finding.severity = Severity::warning;
  name_culprit(finding, scene.state, flow->way);
  finding.fix = "Take the rule away, or see why it is there.";
  return finding;
}

constexpr const char* kHubOnThisHost =
    "The address is this host's own, by which it is connected: do not take it off. If the hub is "
    "meant to be here, as a parent gateway's edgeHub is: see that it listens (`ss -ltn`) and that "
    "the host's INPUT chain lets the module network in. If not, the name leads to the wrong "
    "address: look at the hosts file and the name servers.";

/// Some default route leaves by it.
bool is_uplink(const HostState& state, const HostLink& link) {
  return std::ranges::any_of(state.routes, [&](const HostRoute& route) {
    return is_default(route) && std::ranges::count(route.hops, link.index, &NextHop::link) > 0;
  });
}

MaybeFinding hub_is_the_host(const Scene& scene) {
  const HostRoute* route = scene.trace.out.walk.route;
  if (!route || route->type != RTN_LOCAL) return std::nullopt;
  const std::string name = scene.name(scene.trace.out.walk.out_link());
  auto finding = finding_of(
      kHostHasHubAddress,
      fmt::format("{} is an address of the host itself, on {}: packets for the hub end here.",
                  scene.all.hub.to_string(), name));
  name_culprit(finding, scene.state, scene.trace.out.walk);
  const HostLink* link = scene.link(scene.trace.out.walk.out_link());
  if (link && is_uplink(scene.state, *link)) {
    finding.fix = kHubOnThisHost;
    return finding;
  }
  const auto device = link ? shell_word(link->name) : std::nullopt;
  const auto own = link ? std::ranges::find(link->addresses, scene.all.hub, &Prefix::address)
                        : std::vector<Prefix>::const_iterator();
  if (!device || own == link->addresses.end()) return finding;
  finding.commands = {fmt::format("ip address del {} dev {}", to_string(*own), *device)};
  finding.undo = {fmt::format("ip address add {} dev {}", to_string(*own), *device)};
  return finding;
}

MaybeFinding bridge_default(const Scene& scene) {
  const HostRoute* route = scene.trace.out.walk.route;
  const HostLink* out = scene.link(scene.trace.out.walk.out_link());
  const bool leads_back = route && out && is_default(*route) &&
                          (out->index == scene.trace.bridge || is_engine_bridge(scene.state, *out));
  if (!leads_back) return std::nullopt;
  auto finding = finding_of(
      kBridgeDefaultRoute,
      fmt::format("The default route leads by {}, a bridge of containers, instead of an uplink.",
                  scene.name(out->index)));
  name_culprit(finding, scene.state, scene.trace.out.walk);
  return finding;
}

MaybeFinding answers_astray(const Scene& scene) {
  const TracedPacket& back = scene.trace.back;
  const bool forbidden = back.asked && back.walk.forbidden();
  if (!forbidden && !answers_go_astray(scene.trace)) return std::nullopt;
  auto finding = finding_of(
      kAnswersGoAstray,
      forbidden ? fmt::format("A {} forbids the hub's answers to the module network: the kernel "
                              "throws them away.", back.walk.route ? "route" : "policy rule")
                : fmt::format("The answers for the module network leave by {} instead of {}: none "
                              "arrives.", scene.name(back.out_link()),
                              scene.name(scene.trace.bridge)));
  name_culprit(finding, scene.state, back.walk);
  const Remedy remedy = remedy_of_way_back(scene.state, scene.trace);
  finding.commands = remedy.commands;
  finding.undo = remedy.undo;
  return finding;
}

/// The kernel keeps a packet that no rule, route or setting that is known here forbids.
MaybeFinding refused(const Scene& scene) {
  if (!scene.trace.out.refused()) return std::nullopt;
  auto finding = finding_of(kHostNoRoute,
                            fmt::format("The kernel does not route the module network's packets: "
                                        "{}.", scene.trace.out.kernel.error.text));
  finding.confidence = Confidence::possible;
  finding.fix = "Look at `ip route get HUB from MODULE iif BRIDGE`, `ip rule` and `nstat -az "
                "'*Filter*'` for why.";
  return finding;
}

}  // namespace edge::probe
