// network-drops-everything: packets travel some way, then silence, on every port that was tried.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/instead_of_hub.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kFixForNames =
    "First find out what drops the packets for the name servers: nothing else was tried, as no "
    "address of the hub is known. The device needs UDP and TCP port 53 to its name servers, and "
    "TCP {own.port} and {web.port} to {hubs}: give that line to whoever runs the firewall. If only "
    "a proxy leads out, configure it for the agent and give it to the probe with `--proxy`.";

constexpr const char* kSwallowedFix =
    "On the host: `ip route get` with the hub's address must not say blackhole or name a VPN's "
    "interface; `nft list ruleset` or `iptables -L FORWARD -nv` must let the module network's "
    "packets for {hubs} pass, and so must an output chain in the container's own network "
    "(`nsenter -t PID -n nft list ruleset`). If all are so, have the site's firewall allow "
    "outgoing TCP {own.port} and {web.port} to {hubs} (service tag AzureIoTHub).";

struct Furthest {
  const Hop* router = nullptr;   // null: no router answered on any trace
  int control = 0;               // how far the control target's packets are known to get
  bool control_passes = false;
};

Furthest furthest(const std::vector<Trace>& all) {
  Furthest result;
  for (const Trace& trace : all) {
    if (trace.detail->subject == PathDetail::control) {
      result.control_passes = trace.detail->reached;
      result.control = last_answer(*trace.detail);
      continue;
    }
    const Hop* router = last_router(*trace.detail);
    if (router && (!result.router || router->ttl > result.router->ttl)) result.router = router;
  }
  return result;
}

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

void say_last_router(Verdict& verdict, const std::string& peers, const Furthest& far,
                     const Vantage& vantage) {
  verdict.cause = fmt::format(
      "Packets for {} get as far as {} and then disappear: a firewall there or right behind it "
      "drops them{}.", peers, name_of_hop(*far.router),
      far.control_passes ? ", while the control target passes" : "");
  verdict.confidence = Confidence::likely;
  if (vantage.behind_host) {
    verdict.separate_by = fmt::format(
        "Ask what {} is: the site's router, then its firewall is the cause; the far end of a VPN "
        "on the host, then the VPN drops the module network's traffic (disconnect it and try "
        "again).", far.router->from ? far.router->from->to_string() : name_of_hop(*far.router));
  }
}

std::optional<Verdict> network_drops_everything_rule(const Case& facts) {
  const auto found = everywhere(facts, Answer::silence);
  if (leaves_by_tunnel(facts, found)) return std::nullopt;
  const auto all = traces_about(facts, found);
  const bool reached = std::any_of(all.begin(), all.end(), [](const Trace& trace) {
    return trace.detail->subject != PathDetail::control && terminal(*trace.detail);
  });
  if (found.empty() || all.empty() || reached) return std::nullopt;
  const Vantage vantage = vantage_of(facts);
  const Furthest far = furthest(all);
  const auto name_server = name_server_beyond_host(facts);
  if (vantage.behind_host && far.control < 2 && (!far.router || far.router->ttl < 2)) {
    const bool not_the_gateway = far.router && far.router->from && vantage.gateway &&
                                 *far.router->from != *vantage.gateway;
    const bool passes = name_server && (!far.router || !is_private(*name_server));
    if (!not_the_gateway && !passes) return std::nullopt;  // the host's own verdicts
    if (!far.router && router_elsewhere(facts)) return std::nullopt;  // likewise
  }
  Verdict verdict = verdict_on(found);
  for (const Trace& trace : all) cite(verdict, trace.evidence);
  if (far.router) {
    say_last_router(verdict, peers_text(found), far, vantage);
  } else if (name_server) {
    say_swallowed(verdict, peers_text(found), *name_server);
  } else {
    say_no_router(verdict, peers_text(found));
  }
  if (found.front().whom == Whom::name_server) {
    verdict.fix = kFixForNames;
    verdict.confidence = Confidence::possible;
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kNetworkDropsEverything{
    .code = "network-drops-everything",
    .severity = Severity::error,
    .stage = "connect",
    .title = "The site's network drops every packet, on all ports",
    .fix = "Give the site's firewall administrator this line: allow outgoing TCP {own.port} and "
           "{web.port} from "
           "this device to {hubs} (service tag AzureIoTHub; the addresses change, so "
           "allow by name or tag). If no other device at this site reaches the internet either, "
           "the uplink at or behind the named hop is down instead. If only a proxy leads out, "
           "configure it for the agent and give it to the probe with `--proxy`.",
    .elsewhere = "Give the site's firewall administrator this line: allow outgoing {protocol} "
                 "{port} from this device to {hubs}. If only a proxy leads out, give it with "
                 "`--proxy` and mark the endpoint with `proxy: true`.",
    .guide = "IoT Edge agent stops after a minute",
    .rule = network_drops_everything_rule};

}  // namespace edge::probe
