#include "probe/host/overlap_findings.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>

#include <algorithm>

#include "probe/host/host_causes.hpp"
#include "probe/host/remedies.hpp"
#include "probe/host/vpn_findings.hpp"

namespace edge::probe {
namespace {

/// Of a single address of the module network.
bool is_of_one_module(const Scene& scene, const HostRoute& route) {
  return route.destination.is_one_address() &&
         scene.trace.subnet.contains(first_address(route.destination));
}

/// Of another network: not what the engine or the kernel has for the bridge itself, nor what a VPN
/// has to take the bridge's own network over.
bool is_of_others(const Scene& scene, const HostRoute& route) {
  if (route.type != RTN_UNICAST || route.hops.empty()) return false;
  const HostLink* link = scene.link(route.hops.front().link);
  if (!link || link->index == scene.trace.bridge) return false;
  if (is_tunnel(*link) && route.destination == scene.trace.subnet) return false;
  if (is_of_one_module(scene, route)) return false;
  return !is_wide(route.destination);
}

MaybeFinding overlap_with(const Scene& scene, const HostRoute& route) {
  const HostLink* other = scene.link(route.hops.front().link);
  const bool broken = answers_go_astray(scene.trace) || scene.trace.subnet.contains(scene.all.hub);
  auto finding = finding_of(
      kModuleSubnetOverlap,
      fmt::format("The module network's subnet overlaps {}, which the host reaches by {}{}: {}.",
                  to_string(route.destination), scene.name(route.hops.front().link),
                  other && is_tunnel(*other) ? ", a VPN's tunnel" : "",
                  broken ? "answers for modules, or packets for the hub, go the wrong way"
                         : "modules do not reach what has addresses in both"));
  finding.severity = broken ? Severity::error : Severity::warning;
  finding.route = route_text(scene.state, route);
  return finding;
}

bool forbids(int type) {
  return type == RTN_BLACKHOLE || type == RTN_UNREACHABLE || type == RTN_PROHIBIT;
}

/// Of a part of the module network, and no way to its bridge. Of the kernel's own routes for the
/// host's addresses only those on other interfaces.
bool takes_modules(const Scene& scene, const HostRoute& route) {
  const Prefix &destination = route.destination, &subnet = scene.trace.subnet;
  const bool part = destination.length > subnet.length &&
                    subnet.contains(first_address(destination));
  if (!part) return false;
  if (forbids(route.type)) return true;
  if (!is_of_one_module(scene, route) || route.hops.empty()) return false;
  if (route.hops.front().link == scene.trace.bridge) return false;
  // Older kernels have lo in the routes of all own addresses of IPv6.
  const HostLink* bridge = scene.link(scene.trace.bridge);
  const bool bridges_own =
      route.type == RTN_LOCAL && bridge &&
      std::ranges::any_of(bridge->addresses, [&](const Prefix& own) {
        return own.address == first_address(destination);
      });
  if (bridges_own) return false;
  return route.type == RTN_UNICAST || route.type == RTN_LOCAL;
}

std::string what_takes(const Scene& scene, const HostRoute& route) {
  if (forbids(route.type)) return "is forbidden by a route";
  const std::string name = scene.name(route.hops.front().link);
  return route.type == RTN_LOCAL ? fmt::format("is the host's own, on {}", name)
                                 : fmt::format("is looked for by {}", name);
}

/// Of one way, and in the table main: as `ip route` takes it.
void add_commands(HostFinding& finding, const HostState& state, const HostRoute& route) {
  const bool plain = route.type != RTN_LOCAL && route.table == RT_TABLE_MAIN &&
                     route.hops.size() <= 1;
  const HostLink* link = route.hops.empty() ? nullptr : find_link(state, route.hops.front().link);
  if (!plain || (link && shell_word(link->name) != link->name)) return;
  const std::string text = route_text(state, route);
  finding.commands = {fmt::format("{} route del {}", ip_command(state), text)};
  finding.undo = {fmt::format("{} route add {}", ip_command(state), text)};
}

}  // namespace

MaybeFinding subnet_overlap(const Scene& scene) {
  for (const HostRoute& route : scene.state.routes) {
    if (!is_of_others(scene, route)) continue;
    if (overlap(route.destination, scene.trace.subnet)) return overlap_with(scene, route);
  }
  if (!scene.trace.subnet.contains(scene.all.hub)) return std::nullopt;
  return finding_of(kModuleSubnetOverlap,
                    "The hub's address is one of the module network's own subnet: its packets do "
                    "not leave the bridge.");
}

MaybeFinding module_addresses_astray(const Scene& scene) {
  const auto route = std::ranges::find_if(
      scene.state.routes, [&](const HostRoute& each) { return takes_modules(scene, each); });
  if (route == scene.state.routes.end()) return std::nullopt;
  const bool one = is_of_one_module(scene, *route);
  auto finding = finding_of(
      kAnswersGoAstray,
      fmt::format("{}, {} of the module network, {}: {} get no answers.",
                  one ? route->destination.address.to_string() : to_string(route->destination),
                  one ? "an address" : "a part", what_takes(scene, *route),
                  one ? "modules with it" : "modules with its addresses"));
  const bool sampled = route->destination.contains(scene.trace.module);
  if (!sampled) finding.severity = Severity::warning;
  finding.route = route_text(scene.state, *route);
  finding.fix = "Take it away, and see who put it there: a script, a VPN client, a machine of the "
                "LAN that has the module's address.";
  add_commands(finding, scene.state, *route);
  return finding;
}

}  // namespace edge::probe
