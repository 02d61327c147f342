#include "probe/host/uplink_findings.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>

#include <algorithm>

#include "probe/host/host_causes.hpp"
#include "probe/host/remedies.hpp"

namespace edge::probe {
namespace {

/// Where the module network's packets leave the host; null: by none, or not by an uplink.
const HostLink* uplink_of(const Scene& scene) {
  const HostLink* out = scene.link(scene.trace.out.out_link());
  const bool other = !out || out->index == scene.trace.bridge || is_tunnel(*out) ||
                     is_engine_bridge(scene.state, *out);
  const HostRoute* route = scene.trace.out.walk.route;
  return other || (route && route->type == RTN_LOCAL) ? nullptr : out;
}

std::string way_words(const Scene& scene, const NextHop& hop) {
  return (hop.gateway ? "via " + hop.gateway->to_string() + " " : "") + "by " +
         scene.name(hop.link);
}

}  // namespace

MaybeFinding dead_uplink(const Scene& scene) {
  const HostLink* out = uplink_of(scene);
  if (!out || !out->up || out->carrier) return std::nullopt;
  auto finding = finding_of(
      kUplinkDead, fmt::format("{}, by which the module network's packets leave, has no carrier: "
                               "what is sent there is lost.", scene.name(out->index)));
  name_culprit(finding, scene.state, scene.trace.out.walk);
  return finding;
}

MaybeFinding uplink_without_address(const Scene& scene) {
  const HostLink* out = uplink_of(scene);
  const NextHop* hop = scene.trace.out.walk.hop();
  if (!out || !hop || std::ranges::any_of(out->addresses, reaches_beyond)) return std::nullopt;
  const auto& own = scene.all.host.kernel.source;
  auto finding = finding_of(
      kUplinkDead,
      fmt::format("{}, by which the module network's packets leave, has no {} address{}: no "
                  "answer finds the way back.", scene.name(out->index),
                  scene.state.ipv6 ? "IPv6" : "IPv4",
                  own ? fmt::format(", so that packets get that of another interface ({})",
                                    own->to_string())
                      : std::string()));
  finding.confidence = Confidence::likely;
  finding.fix = "Look at its DHCP client, or its setting in the network manager: `journalctl -u "
                "NetworkManager -u systemd-networkd -u dhcpcd`.";
  return finding;
}

MaybeFinding other_way_than_hosts(const Scene& scene) {
  const NextHop* own = scene.all.host.walk.hop();
  const NextHop* hop = scene.trace.out.walk.hop();
  const HostLink* host_link = own ? scene.link(own->link) : nullptr;
  if (!uplink_of(scene) || !hop || !host_link || is_tunnel(*host_link)) return std::nullopt;
  if (scene.all.host.walk.route == scene.trace.out.walk.route) return std::nullopt;
  if (hop->link == own->link && hop->gateway == own->gateway) return std::nullopt;
  auto finding = finding_of(
      kOtherGateway,
      fmt::format("The module network's packets go {}, the host's own {}: that the host reaches "
                  "the hub says nothing about the modules.", way_words(scene, *hop),
                  way_words(scene, *own)));
  finding.severity = Severity::warning;
  finding.confidence = Confidence::possible;
  name_culprit(finding, scene.state, scene.trace.out.walk);
  // Where the host is the one that is led elsewhere, the modules' way is main's, as it should be.
  if (scene.trace.out.walk.route->table == RT_TABLE_MAIN) return finding;
  const Remedy remedy = remedy_of_way_out(scene.state, scene.all, scene.trace);
  finding.commands = remedy.commands;
  finding.undo = remedy.undo;
  return finding;
}

MaybeFinding shared_among_ways(const Scene& scene) {
  const HostRoute* route = scene.trace.out.walk.route;
  const auto alive = route ? std::ranges::count(route->hops, false, &NextHop::dead) : 0;
  if (alive < 2) return std::nullopt;
  auto finding = finding_of(
      kSecondUplink,
      fmt::format("A route shares the module network's connections out among {} ways. If only one "
                  "of them leads to the hub, some connect and others do not.",
                  alive));
  finding.severity = Severity::info;
  finding.confidence = Confidence::possible;
  finding.route = route_text(scene.state, *route);
  finding.fix = "Where one leads nowhere, take it out of the route: `ip route replace default via "
                "GATEWAY dev INTERFACE`, or in the network manager's settings.";
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
                            fmt::format("The gateway {} on {} does not answer to {}.",
                                        hop->gateway->to_string(), scene.name(hop->link),
                                        scene.state.ipv6 ? "neighbour discovery" : "ARP"));
  finding.confidence = Confidence::likely;
  finding.route = route_text(scene.state, *traced.walk.route);
  finding.fix = "Look at the cable, the switch and the gateway, and whether the host's address and "
                "gateway are those of this network.";
  return finding;
}

MaybeFinding second_uplink(const Scene& scene) {
  const HostRoute* taken = scene.trace.out.walk.route;
  if (!taken || !is_default(*taken) || taken->hops.empty()) return std::nullopt;
  const auto is_other = [&](const HostRoute& route) {
    if (!is_default(route) || route.table != taken->table || route.hops.empty()) return false;
    const HostLink* link = scene.link(route.hops.front().link);
    return link && link->index != taken->hops.front().link && link->carrier && !is_tunnel(*link) &&
           !is_engine_bridge(scene.state, *link);
  };
  const auto other = std::ranges::find_if(scene.state.routes, is_other);
  if (other == scene.state.routes.end()) return std::nullopt;
  auto finding = finding_of(
      kSecondUplink,
      fmt::format("The module network's packets leave by {}; {} has a default route, too ({}), and "
                  "takes none of them. If only the latter leads to the internet, no hub answers.",
                  scene.name(taken->hops.front().link), scene.name(other->hops.front().link),
                  route_text(scene.state, *other)));
  finding.severity = Severity::info;
  finding.confidence = Confidence::possible;
  finding.route = route_text(scene.state, *taken);
  return finding;
}

}  // namespace edge::probe
