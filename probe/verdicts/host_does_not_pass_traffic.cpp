// host-does-not-pass-traffic: in a module network, the host answers as the first hop and nothing
// beyond it ever does, on any port. The documented case: a VPN or a firewall on the host.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/instead_of_hub.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// The first hop's answer, if that is the furthest answer on every trace; else null.
const Hop* only_first_hop(const std::vector<Trace>& all) {
  const Hop* first = nullptr;
  for (const Trace& trace : all) {
    if (trace.detail->subject == PathDetail::control) continue;  // of elsewhere
    if (last_answer(*trace.detail) > 1) return nullptr;
    if (const Hop* hop = last_router(*trace.detail)) first = hop;
  }
  return first;
}

/// `first` is the host's own answer for this destination; null: it gave none.
std::string host_cause(const std::string& peers, const Hop* first, const Hop* elsewhere) {
  const std::string host = first && first->from ? " (" + first->from->to_string() + ")" : "";
  if (!elsewhere) {
    return fmt::format("The host{} takes the module network's packets for {} but nothing beyond it "
                       "answers for them: a VPN or a firewall on the host does not let the module "
                       "network through.", host, peers);
  }
  const std::string reach = name_of_hop(*elsewhere);
  if (!first) {
    return fmt::format("Nothing for {} gets an answer, not even from the host as the first hop, "
                       "though packets for elsewhere get as far as {}: the host swallows this "
                       "destination, by a blackhole route or a filter in front of its routing.",
                       peers, reach);
  }
  return fmt::format("The host{} takes the module network's packets for {}, and nothing beyond it "
                     "ever answers, though packets for elsewhere get as far as {}: the host keeps "
                     "this destination alone from the module network, as a VPN does that takes its "
                     "network (split tunnelling).", host, peers, reach);
}

constexpr const char* kHostsInputFix =
    "Have the host's own filter accept TCP {own.port} and {web.port} from the module network, in "
    "its INPUT chain (`ufw allow in on BRIDGE to any port {own.port} proto tcp`, or a rule of `nft "
    "list ruleset` before the one that drops), and see that the edgeHub there is up and listens "
    "(`ss -ltn`).";

/// The name leads to the host's address on the module network, as a gateway host name may.
bool is_the_host(const Vantage& vantage, const std::vector<ConnectFailure>& found) {
  return std::ranges::all_of(found, [&](const ConnectFailure& failure) {
    return failure.whom == Whom::hub && failure.decisive.peer.address == vantage.gateway;
  });
}

/// Why it may be otherwise.
void weigh_alternatives(Verdict& verdict, const ConnectFailure& failure,
           const std::optional<IpAddress>& name_server) {
  if (name_server) {
    verdict.confidence = Confidence::possible;
    verdict.cause += fmt::format(" The name server {} behind it does answer: a VPN may leave the "
                                 "host's own network alone, or a firewall further on, where no "
                                 "router answers, drops these ports.",
                                 name_server->to_string());
  }
  if (failure.whom == Whom::name_server) {
    verdict.confidence = Confidence::possible;
    verdict.cause += " No address of the hub is known, so nothing else could be tried.";
  } else if (is_private(failure.decisive.peer.address)) {
    verdict.confidence = Confidence::possible;
    verdict.cause += " Or that machine drops everything itself: its address is a private one, so "
                     "it may be the host's next hop, as a parent gateway is.";
  }
}

std::optional<Verdict> host_does_not_pass_traffic_rule(const Case& facts) {
  const auto found = everywhere(facts, Answer::silence);
  const Vantage vantage = vantage_of(facts);
  if (found.empty() || !vantage.behind_host) return std::nullopt;
  if (leaves_by_tunnel(facts, found)) return std::nullopt;
  const auto all = traces_about(facts, found);
  const bool names = found.front().whom == Whom::name_server;
  const Hop* elsewhere = names ? nullptr : router_elsewhere(facts);
  const Hop* first = only_first_hop(all);
  if (!first && !(elsewhere && nobody_answers(all))) return std::nullopt;
  if (first && first->from && vantage.gateway.value_or(*first->from) != *first->from) {
    return std::nullopt;
  }
  const auto name_server = name_server_beyond_host(facts);
  const bool passes = name_server && !is_private(*name_server);
  if (first && passes) return std::nullopt;
  Verdict verdict = verdict_on(found);
  for (const Trace& trace : all) cite(verdict, trace.evidence);
  if (elsewhere) cite(verdict, trace_of(facts, PathDetail::beyond_host).evidence);
  if (elsewhere) cite(verdict, trace_of(facts, PathDetail::control).evidence);
  cite(verdict, vantage.evidence);
  const bool further = elsewhere && (!first || elsewhere->ttl > first->ttl);
  verdict.cause = host_cause(peers_text(found), first, further ? elsewhere : nullptr);
  verdict.confidence = vantage.sure ? Confidence::likely : Confidence::possible;
  if (is_the_host(vantage, found) && elsewhere && elsewhere->ttl > 1) {
    verdict.cause = fmt::format(
        "{} is the host itself: it passes packets for elsewhere on as far as {}, and is silent on "
        "its own ports, of which a closed one would reset: its filter drops what the module "
        "network sends to the host.", found.front().decisive.peer.address.to_string(),
        name_of_hop(*elsewhere));
    verdict.fix = kHostsInputFix;
    return verdict;
  }
  weigh_alternatives(verdict, found.front(), name_server);
  verdict.separate_by =
      "Run `edgeprobe host` on the host: it names the route, rule or VPN that takes the packets. "
      "If it finds none, run the probe there: if that connects, the host's firewall or NAT keeps "
      "the module network out; if not, the site's network drops everything.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kHostDoesNotPassTraffic{
    .code = "host-does-not-pass-traffic",
    .severity = Severity::error,
    .stage = "connect",
    .title = "The host answers, nothing beyond it does: a VPN or firewall on the host",
    .fix = "The module network needs a route to the internet through the host.\n"
           "VPN: disconnect it and try again. If that helps, set it to split tunnelling, or "
           "exclude the module network's subnet (`{engine} network inspect azure-iot-edge`) from "
           "the tunnel and allow local network access.\n"
           "Linux: `ip route get HUB-ADDRESS from MODULE-ADDRESS iif BRIDGE` on the host shows the "
           "interface that takes the packets. The FORWARD chain must accept the bridge and "
           "POSTROUTING must masquerade its subnet; `{engine.restart}` restores both.\n"
           "Windows: `Get-NetNat` must list the subnet. Give the adapter with the internet a lower "
           "metric than the VPN's (Set-NetIPInterface -InterfaceMetric) and keep the VPN's routes "
           "off the subnet.",
    .elsewhere = "On the host: forwarding must be on (`sysctl net.ipv4.ip_forward`), and no rule "
                 "of `nft list ruleset` or `iptables -L FORWARD -nv` may drop TCP {port} of the "
                 "module network to {hubs}.",
    .guide = "IoT Edge agent stops after a minute",
    .rule = host_does_not_pass_traffic_rule};

}  // namespace edge::probe
