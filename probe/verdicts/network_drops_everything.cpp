// network-drops-everything: packets travel some way, then silence, on every port that was tried.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/control_target.hpp"
#include "probe/verdicts/instead_of_hub.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kFixForNames =
    "First find out what drops the packets for the name servers: nothing else was tried, as no "
    "address of the hub is known. The device needs UDP and TCP port 53 to its name servers, and "
    "TCP {own.port} and {web.port} to {hubs}: give that line to whoever runs the firewall.";
constexpr const char* kFix =
    "Give the site's firewall administrator this line: allow outgoing TCP {own.port} and "
    "{web.port} from this device to {hubs} (service tag AzureIoTHub; the addresses change, so "
    "allow by name or tag). If no other device at this site reaches the internet either, the "
    "uplink at or behind the named hop is down instead.";
constexpr const char* kIfOnlyAProxyLeadsOut =
    " If only a proxy leads out, configure it for the agent and give it to the probe with "
    "`--proxy`.";

constexpr const char* kSwallowedFix =
    "On the host: `ip route get` with the hub's address must not say blackhole or name a VPN's "
    "interface; `nft list ruleset` or `iptables -L FORWARD -nv` must let the module network's "
    "packets for {hubs} pass, and so must an output chain in the container's own network "
    "(`nsenter -t PID -n nft list ruleset`). If all are so, have the site's firewall allow "
    "outgoing TCP {own.port} and {web.port} to {hubs} (service tag AzureIoTHub).";

constexpr const char* kReadsNoProxy =
    " If only a proxy leads out, this agent has no way at all, as it reads no proxy: those of IoT "
    "Edge 1.0 and later do (https_proxy).";

constexpr const char* kUlaFix =
    "Have the host translate the module network's IPv6 addresses (NAT66: the engine's `ip6tables` "
    "setting), give that network a global prefix, or take IPv6 away from it. If it is translated "
    "already, have the site's firewall allow outgoing TCP {own.port} and {web.port} to {hubs}.";

constexpr const char* kPrivateEndpointFix =
    "Bring up what leads from this site to the private endpoint: a VPN or ExpressRoute, and the "
    "route to its network at the router before {0}, which is a public one and knows no private "
    "addresses. Or, if this site is to use the public way, have its name servers give the hub's "
    "public address (no private DNS zone for it).";

constexpr std::string_view kProxyUnused =
    " A proxy is configured, and this way does not go through it: only the agent's WebSocket does, "
    "so take UpstreamProtocol=Amqp out of its environment.";

bool has_unused_proxy(const Case& facts) {
  const Evidence* seen = vantage_of(facts).evidence;
  const auto* host = seen ? detail_of<HostDetail>(*seen) : nullptr;
  return host && !host->proxies.empty() && !host->proxies.front().proxy.empty();
}

/// The furthest that answered towards these peers; null: none did on any trace.
const Hop* furthest_router(const std::vector<Trace>& all) {
  const Hop* furthest = nullptr;
  for (const Trace& trace : all) {
    const Hop* router =
        trace.detail->subject == PathDetail::control ? nullptr : last_router(*trace.detail);
    if (router && (!furthest || router->ttl > furthest->ttl)) furthest = router;
  }
  return furthest;
}

/// Of a container in several networks: by which its default route leads. Empty in one network.
std::string choice_of_network(const Case& facts) {
  const auto* seen = vantage_of(facts).evidence;
  const auto* host = seen ? detail_of<HostDetail>(*seen) : nullptr;
  if (!host) return {};
  const auto route = std::ranges::find_if(host->facts.routes, [](const RouteFact& one) {
    return one.gateway && (one.destination == "0.0.0.0/0" || one.destination == "::/0");
  });
  if (route == host->facts.routes.end()) return {};
  std::vector<std::string> others;
  for (const InterfaceFact& one : host->facts.interfaces) {
    const bool other = one.name != "lo" && one.name != route->interface && !one.tunnel;
    if (other && !one.addresses.empty()) {
      others.push_back(fmt::format("{} ({})", one.name, one.addresses.front()));
    }
  }
  if (others.empty()) return {};
  return fmt::format(" The default route leads by {} to {}; {} is another network.",
                     route->interface, route->gateway->to_string(), list_text(others));
}

constexpr const char* kOtherNetworkFix =
    "If the network of the default route has no way out, as an internal one has not, take this "
    "container out of it, or have the engine prefer the other (`docker network connect "
    "--gw-priority`). If it has one: ";

/// The host forwards, and what it does with the hub's packets cannot be seen.
void say_swallowed(Verdict& verdict, const std::string& peers, const IpAddress& name_server) {
  verdict.cause = fmt::format(
      "Every packet for {} disappears, and no router answers for it, though the name server {} "
      "behind the host does: a filter in the container itself, or something on the host or beyond, "
      "swallows this destination.", peers,
      name_server.to_string());
  verdict.confidence = Confidence::possible;
  verdict.fix = kSwallowedFix;
  verdict.separate_by =
      "On the host connect to the same address and ports: if that fails too, the host's route or "
      "the site's firewall is the cause; if it connects, a filter or rule for the module network.";
}

void say_no_router(Verdict& verdict, const std::string& peers) {
  verdict.cause = fmt::format(
      "Every packet for {} disappears before any router answers: a packet filter on this device "
      "or the first router drops them.", peers);
  verdict.confidence = Confidence::possible;
  verdict.separate_by =
      "On this device run `ping` to the default gateway (`ip route show default`) and `nft list "
      "ruleset`: if the gateway answers and no output rule drops TCP, the router is to blame.";
}

/// Where each port's packets are last heard of; empty if that is the same place.
std::string places_text(const Case& facts, const std::vector<Trace>& all) {
  std::vector<std::string> places;
  std::set<int> distances;
  for (const Trace& trace : all) {
    const std::string_view subject = trace.detail->subject;
    if (!find_transport(subject) || !proxy_of(facts, subject).empty()) continue;
    const Hop* router = last_router(*trace.detail);
    distances.insert(router ? router->ttl : 0);
    places.push_back(router ? fmt::format("port {} at or behind {}", trace.detail->target.port,
                                          name_of_hop(*router))
                            : fmt::format("port {} before any router answers for it",
                                          trace.detail->target.port));
  }
  return distances.size() > 1 ? list_text(places) : std::string();
}

void say_places(Verdict& verdict, const std::string& peers, const std::string& places) {
  verdict.cause = fmt::format(
      "Packets for {} disappear at different places: {}. Each port has its own filter, or a router "
      "on the way does not answer each time.", peers, places);
  verdict.confidence = Confidence::possible;
  verdict.separate_by = "Run the probe again: places that stay are filters, one for each port. "
                        "Where one is this device's host, run `edgeprobe host` there.";
}

void say_last_router(Verdict& verdict, const std::string& peers, const Hop& far,
                     const Vantage& vantage) {
  verdict.cause = fmt::format(
      "Packets for {} get as far as {} and no answer comes back: a firewall there or right "
      "behind it drops them, or one anywhere on the way drops the hub's answers.", peers,
      name_of_hop(far));
  verdict.confidence = Confidence::likely;
  if (vantage.behind_host) {
    verdict.separate_by = fmt::format(
        "On the host run `edgeprobe host`: it names a rule that drops the answers. Ask what {} is: "
        "the site's router, then its firewall is the cause; the far end of a VPN on the host, then "
        "the VPN drops the module network's traffic (disconnect it and try again).",
        far.from ? far.from->to_string() : name_of_hop(far));
  }
}

constexpr const char* kUserModeNatFix =
    "What leaves this NAT are packets of a program on the host (slirp4netns, pasta): look at the "
    "host's own output rules (`nft list ruleset`, chain output; FORWARD and DOCKER-USER never see "
    "them), its routes and a VPN on it. If the host itself gets through, it is a rule for that "
    "user; if it does not, have the site's firewall allow outgoing TCP {own.port} and {web.port} "
    "to {hubs} (service tag AzureIoTHub).";

Verdict behind_user_mode_nat(const std::vector<ConnectFailure>& found) {
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("Every packet for {} disappears somewhere behind {}.",
                              peers_text(found), kUserModeNat);
  verdict.confidence = Confidence::possible;
  verdict.separate_by = kRunOnTheHost;
  verdict.fix = kUserModeNatFix;
  return verdict;
}

bool goes_through_proxy(const Case& facts) {
  return std::ranges::any_of(facts.targets,
                             [](const Target& target) { return !target.proxy.empty(); });
}

/// Of an address that the host is to translate, and does not.
void say_no_way_back(Verdict& verdict, const ConnectTry& made, const Hop* far) {
  const auto& source = made.source;
  // A router beyond the host that answers such an address knows the way back to it.
  const bool no_way_back = source && source->is_v6() && is_private(*source) &&
                           !is_private(made.peer.address) && !(far && far->ttl > 1);
  if (!no_way_back) return;
  verdict.cause += fmt::format(" The packets bear the address {}, which is of this site alone "
                               "(ULA): unless the host translates it, no answer finds back.",
                               source->to_string());
  verdict.fix = kUlaFix;
}

std::optional<Verdict> network_drops_everything_rule(const Case& facts) {
  const auto found = everywhere(facts, Answer::silence);
  if (leaves_by_tunnel(facts, found)) return std::nullopt;
  const auto all = traces_about(facts, found);
  const bool reached = std::any_of(all.begin(), all.end(), [](const Trace& trace) {
    const std::string_view subject = trace.detail->subject;
    return subject != PathDetail::control && subject != PathDetail::beyond_host &&
           terminal(*trace.detail);
  });
  const Vantage vantage = vantage_of(facts);
  if (!found.empty() && vantage.user_mode_nat) return behind_user_mode_nat(found);
  if (found.empty() || all.empty() || reached) return std::nullopt;
  const Hop* far = furthest_router(all);
  const auto name_server = name_server_beyond_host(facts);
  if (vantage.behind_host && (!far || far->ttl < 2)) {
    const bool not_the_gateway = far && far->from && vantage.gateway &&
                                 *far->from != *vantage.gateway;
    const bool passes = name_server && (!far || !is_private(*name_server));
    if (!not_the_gateway && !passes) return std::nullopt;  // the host's own verdicts
    if (!far && router_elsewhere(facts)) return std::nullopt;  // likewise
  }
  Verdict verdict = verdict_on(found);
  for (const Trace& trace : all) cite(verdict, trace.evidence);
  const std::string places = places_text(facts, all);
  if (far && !places.empty()) {
    say_places(verdict, peers_text(found), places);
  } else if (far) {
    say_last_router(verdict, peers_text(found), *far, vantage);
    if (found.front().whom == Whom::hub) {
      say_control(verdict, facts, *far, found.front().decisive.peer.address);
    }
  } else if (name_server) {
    say_swallowed(verdict, peers_text(found), *name_server);
  } else {
    say_no_router(verdict, peers_text(found));
  }
  const std::string choice = vantage.behind_host ? choice_of_network(facts) : "";
  if (!choice.empty()) {
    verdict.cause += choice;
    cite(verdict, vantage.evidence);
  }
  say_no_way_back(verdict, found.front().decisive, far);
  const bool private_beyond_public =
      found.front().whom == Whom::hub && is_cloud_hub(facts.host) && far &&
      far->from && is_public(*far->from) && is_private(found.front().decisive.peer.address);
  if (private_beyond_public) {
    verdict.fix = fmt::format(kPrivateEndpointFix, name_of_hop(*far));
    return verdict;
  }
  if (found.front().whom == Whom::name_server) {
    verdict.fix = kFixForNames;
    verdict.confidence = Confidence::possible;
  }
  const bool swallowed = verdict.fix == kSwallowedFix;
  if (swallowed && !choice.empty()) verdict.fix = kOtherNetworkFix + verdict.fix;
  const bool way_out_is_open = far && control_passes(facts, *far);
  if (!swallowed && !goes_through_proxy(facts) && !way_out_is_open) {
    const std::string_view unused = has_unused_proxy(facts) ? kProxyUnused : std::string_view{};
    const bool reads_one = facts.profile.reads_proxy_variables || !facts.profile.to_hub;
    verdict.fix = (verdict.fix.empty() ? kFix : verdict.fix) +
                  (!unused.empty() ? std::string(unused)
                                   : reads_one ? kIfOnlyAProxyLeadsOut : kReadsNoProxy);
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kNetworkDropsEverything{
    .code = "network-drops-everything",
    .severity = Severity::error,
    .stage = "connect",
    .title = "The site's network drops every packet, on all ports",
    .fix = kFix,
    .elsewhere = "Give the site's firewall administrator this line: allow outgoing {protocol} "
                 "{port} from this device to {hubs}. If only a proxy leads out, give it with "
                 "`--proxy` and mark the endpoint with `proxy: true`.",
    .guide = "IoT Edge agent stops after a minute",
    .rule = network_drops_everything_rule};

}  // namespace edge::probe
