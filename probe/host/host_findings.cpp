#include "probe/host/host_findings.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>

#include <algorithm>

#include "probe/host/filter_findings.hpp"
#include "probe/host/host_causes.hpp"
#include "probe/host/port_findings.hpp"
#include "probe/host/remedies.hpp"
#include "probe/host/setting_findings.hpp"
#include "probe/host/vpn_findings.hpp"

namespace edge::probe {
namespace {

MaybeFinding no_way(const Scene& scene, const TracedPacket& traced, std::string_view whose) {
  if (!traced.asked) return std::nullopt;
  const Decision& walk = traced.walk;
  if (walk.forbidden()) {
    auto finding = finding_of(
        kHostNoRoute, fmt::format("A {} forbids {} packets for the hub: the kernel throws them "
                                  "away.", walk.route ? "route" : "policy rule", whose));
    name_culprit(finding, scene.state, walk);
    finding.fix = "Take it away, or see why it is there: a VPN client's kill switch sets such "
                  "routes and rules while its tunnel is down.";
    return finding;
  }
  if (walk.rule || walk.unclear || traced.kernel.out_link != 0) return std::nullopt;
  auto finding = finding_of(
      kHostNoRoute, fmt::format("No route leads {} packets to the hub: no table that they are "
                                "looked up in has a default route.", whose));
  finding.fix = "Give the host a default route: look at its uplink, its DHCP lease, and what `ip "
                "route show default` says.";
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

/// Of another network: not what the engine or the kernel has for the bridge itself, nor what a VPN
/// has to take the bridge's own network over.
bool is_of_others(const Scene& scene, const HostRoute& route) {
  if (route.type != RTN_UNICAST || route.hops.empty()) return false;
  const HostLink* link = scene.link(route.hops.front().link);
  if (!link || link->index == scene.trace.bridge) return false;
  if (is_tunnel(*link) && route.destination == scene.trace.subnet) return false;
  return route.destination.prefix_length() > 1;
}

MaybeFinding overlap_with(const Scene& scene, const HostRoute& route) {
  const HostLink* other = scene.link(route.hops.front().link);
  const bool broken = answers_go_astray(scene.trace) || contains(scene.trace.subnet, scene.all.hub);
  auto finding = finding_of(
      kModuleSubnetOverlap,
      fmt::format("The module network's subnet overlaps {}, which the host reaches by {}{}: {}.",
                  route.destination.to_string(), scene.name(route.hops.front().link),
                  other && is_tunnel(*other) ? ", a VPN's tunnel" : "",
                  broken ? "answers for modules, or packets for the hub, go the wrong way"
                         : "modules do not reach what has addresses in both"));
  finding.severity = broken ? Severity::error : Severity::warning;
  finding.route = route_text(scene.state, route);
  return finding;
}

MaybeFinding subnet_overlap(const Scene& scene) {
  for (const HostRoute& route : scene.state.routes) {
    if (!is_of_others(scene, route)) continue;
    if (overlap(route.destination, scene.trace.subnet)) return overlap_with(scene, route);
  }
  if (!contains(scene.trace.subnet, scene.all.hub)) return std::nullopt;
  return finding_of(kModuleSubnetOverlap,
                    "The hub's address is one of the module network's own subnet: its packets do "
                    "not leave the bridge.");
}

/// The kernel has taken the bridge's own route away with it.
MaybeFinding bridge_down(const Scene& scene) {
  const HostLink* bridge = scene.link(scene.trace.bridge);
  if (!bridge || bridge->up) return std::nullopt;
  auto finding = finding_of(
      kModuleBridgeDown,
      fmt::format("{} is down: the module network's packets do not come in by it, and no answer "
                  "goes out.", scene.name(bridge->index)));
  if (const auto word = shell_word(bridge->name)) {
    finding.commands.push_back(fmt::format("ip link set {} up", *word));
    finding.undo.push_back(fmt::format("ip link set {} down", *word));
  }
  return finding;
}

MaybeFinding answers_astray(const Scene& scene) {
  if (!answers_go_astray(scene.trace)) return std::nullopt;
  const Decision& walk = scene.trace.back.walk;
  auto finding = finding_of(
      kAnswersGoAstray,
      fmt::format("The answers for the module network leave by {} instead of {}: none arrives.",
                  scene.name(scene.trace.back.out_link()), scene.name(scene.trace.bridge)));
  name_culprit(finding, scene.state, walk);
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

MaybeFinding dead_gateway(const Scene& scene, const TracedPacket& traced) {
  const NextHop* hop = traced.walk.hop();
  if (!traced.asked || !hop || !hop->gateway) return std::nullopt;
  const bool failed = std::ranges::any_of(scene.state.neighbours, [&](const HostNeighbour& one) {
    return one.failed && one.link == hop->link && one.address == *hop->gateway;
  });
  if (!failed) return std::nullopt;
  auto finding = finding_of(kHostGatewayDead,
                            fmt::format("The gateway {} on {} does not answer to ARP.",
                                        hop->gateway->to_string(), scene.name(hop->link)));
  finding.confidence = Confidence::likely;
  finding.route = route_text(scene.state, *traced.walk.route);
  finding.fix = "Look at the cable, the switch and the gateway, and whether the host's address and "
                "gateway are those of this network.";
  return finding;
}

void append_new(std::vector<std::string>& list, const std::vector<std::string>& more) {
  for (const auto& each : more) {
    if (std::ranges::count(list, each) == 0) list.push_back(each);
  }
}

/// One finding for all the networks that it is about.
void add(std::vector<HostFinding>& findings, MaybeFinding found, const std::string& network) {
  if (!found) return;
  const auto known = std::ranges::find_if(findings, [&](const HostFinding& one) {
    return one.code == found->code && one.cause == found->cause && one.route == found->route;
  });
  if (known == findings.end()) {
    if (!network.empty()) found->networks.push_back(network);
    return findings.push_back(std::move(*found));
  }
  known->networks.push_back(network);
  append_new(known->commands, found->commands);
  append_new(known->undo, found->undo);
}

bool is_error(const MaybeFinding& found) { return found && found->severity == Severity::error; }

void find_in(const Scene& scene, std::vector<HostFinding>& findings) {
  const std::string network = scene.trace.subnet.to_string();
  const auto override = vpn_override(scene.state, scene.all, scene.trace);
  const auto off = forwarding_off(scene), overlaps = subnet_overlap(scene);
  if (auto down = bridge_down(scene)) return add(findings, std::move(down), network);
  add(findings, off, network);
  add(findings, no_way(scene, scene.trace.out, "the module network's"), network);
  add(findings, bridge_default(scene), network);
  add(findings, stopped_by_filter(scene), network);
  add(findings, led_elsewhere(scene), network);
  add(findings, override, network);
  add(findings, overlaps, network);
  if (!override && !is_error(overlaps)) {
    const auto filtered = reverse_path(scene);
    add(findings, answers_astray(scene), network);
    add(findings, filtered, network);
    if (!off && !filtered) add(findings, refused(scene), network);
  }
  add(findings, not_translated(scene), network);
  add(findings, dead_gateway(scene, scene.trace.out), network);
  add(findings, second_uplink(scene), network);
  add(findings, small_mtu(scene), network);
}

}  // namespace

std::vector<HostFinding> host_findings(const HostState& state, const HostTraces& traces) {
  std::vector<HostFinding> findings;
  for (const NetworkTrace& trace : traces.networks) find_in({state, traces, trace}, findings);
  if (traces.networks.empty()) {
    const Scene host{state, traces, {}};
    add(findings, no_way(host, traces.host, "the host's own"), {});
    add(findings, dead_gateway(host, traces.host), {});
  }
  add(findings, full_table(state), {});
  if (!traces.networks.empty()) add(findings, stand_in_name_servers(state), {});
  for (HostFinding& taken : taken_ports(state)) findings.push_back(std::move(taken));
  std::ranges::stable_sort(findings, std::greater(), &HostFinding::severity);
  return findings;
}

}  // namespace edge::probe
