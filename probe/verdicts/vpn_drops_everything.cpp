// vpn-drops-everything: the device's own route to the hub leads into a tunnel of its own, and
// nothing comes back through it. A VPN on the host of a module network looks otherwise from there:
// those are the host-... verdicts.
#include <fmt/format.h>

#include "common/world/prefix.hpp"
#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::string reach_text(const std::vector<Trace>& all) {
  const Hop* furthest = nullptr;
  for (const Trace& trace : all) {
    const Hop* router = last_router(*trace.detail);
    if (router && (!furthest || router->ttl > furthest->ttl)) furthest = router;
  }
  return furthest ? "they get as far as " + name_of_hop(*furthest)
                  : "no router in or behind it answers";
}

/// The route that leads `address` into `tunnel`, as far as the main table has it; a VPN client may
/// have put it into a table of its own.
std::string route_text(const Case& facts, const InterfaceFact& tunnel, const IpAddress& address) {
  const auto* host = detail_of<HostDetail>(*vantage_of(facts).evidence);
  if (!host || !address.is_v4()) return {};
  std::optional<Prefix> closest;
  for (const RouteFact& route : host->facts.routes) {
    const auto network = parse_prefix(route.destination);
    if (!network || route.interface != tunnel.name || !network->contains(address)) continue;
    if (!closest || network->length > closest->length) closest = *network;
  }
  if (!closest) return {};
  return ", by its route " + (closest->length == 0 ? "default" : to_string(*closest));
}

std::optional<Verdict> vpn_drops_everything_rule(const Case& facts) {
  const auto found = everywhere(facts, Answer::silence);
  const InterfaceFact* tunnel = leaves_by_tunnel(facts, found);
  if (found.empty() || !tunnel) return std::nullopt;
  const auto all = traces_about(facts, found);
  Verdict verdict = verdict_on(found);
  for (const Trace& trace : all) cite(verdict, trace.evidence);
  cite(verdict, vantage_of(facts).evidence);
  verdict.cause = fmt::format(
      "This device sends the packets for {} into {}, the tunnel of a VPN{}, and nothing comes "
      "back: {}.", peers_text(found), tunnel->name,
      route_text(facts, *tunnel, found.front().decisive.peer.address), reach_text(all));
  const bool names_alone = found.front().whom == Whom::name_server;
  verdict.confidence = names_alone ? Confidence::possible : Confidence::likely;
  verdict.separate_by =
      "Disconnect the VPN and run the probe again: if it connects, the VPN's side drops the "
      "packets; if not, look at the verdict of that run, which no tunnel hides.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kVpnDropsEverything{
    .code = "vpn-drops-everything",
    .severity = Severity::error,
    .stage = "connect",
    .title = "The device's own VPN takes the packets for the hub, and nothing comes back",
    .fix = "Disconnect the VPN and try again. If that helps, have its administrator let TCP "
           "{own.port} and {web.port} to {hubs} out, or take these addresses out of the tunnel "
           "(split tunnelling): `ip route get HUB-ADDRESS` must then name another interface.",
    .elsewhere = "Have the VPN's administrator let TCP {port} to {hubs} out, or take these "
                 "addresses out of the tunnel (split tunnel).",
    .guide = "IoT Edge agent stops after a minute",
    .rule = vpn_drops_everything_rule};

}  // namespace edge::probe
