// host-unreachable: a router has no way onwards to the hub's address, and says so by ICMP. It is
// about the machine and not about a port: what no other port got an answer for is no other cause,
// as routers ration these errors (RFC 1812 section 4.3.2.8).
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "probe/evidence/answer.hpp"
#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/name_server_fixes.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// The hop at which `sender` answered some trace; null if none did.
const Hop* hop_of(const Case& facts, const IpAddress& sender) {
  for (const Evidence& seen : facts.evidence) {
    const auto* path = detail_of<PathDetail>(seen);
    if (!path) continue;
    const auto at = std::ranges::find_if(path->hops, [&](const Hop& hop) {
      return time_exceeded(hop) && hop.icmp->sender == sender;
    });
    if (at != path->hops.end()) return &*at;
  }
  return nullptr;
}

std::string sender_text(const Case& facts, const IpAddress& sender) {
  const Vantage vantage = vantage_of(facts);
  if (vantage.gateway == sender) return router_text_first(vantage, sender);
  if (const Hop* hop = hop_of(facts, sender); hop && hop->ttl > 1) {
    return fmt::format("The router at hop {} ({})", hop->ttl, sender.to_string());
  }
  if (vantage.behind_host && is_private(sender)) {
    return sender.to_string() + " (the host by another of its addresses, or the next router)";
  }
  return "The router " + router_text_first(vantage, sender);
}

/// A neighbour that does not answer: no rule takes that long. "Network unreachable" is of a route.
bool asked_neighbour(const ConnectTry& decisive) {
  const bool of_network = decisive.icmp && decisive.icmp->code == 0;
  return !of_network && decisive.end - decisive.begin >= kNeighbourAsked;
}

constexpr const char* kLowTtlFix =
    "Look where the TTL is set: on the container's host (`nft list ruleset`, \"ip ttl set\"; "
    "`iptables -t mangle -S`, TTL target), then on the routers before the one that is named; "
    "mobile operators' tethering rules set it, too. 64 is usual.";

/// Some router was met again after another one, on the way to `address`: one that answers for each
/// TTL in turn is where a low TTL runs out.
bool goes_in_circle(const Case& facts, const IpAddress& address) {
  const auto all = traces(facts);
  return std::ranges::any_of(all, [&](const Trace& trace) {
    if (trace.detail->target.address != address) return false;
    std::set<IpAddress> met;
    std::optional<IpAddress> last;
    return std::ranges::any_of(trace.detail->hops, [&](const Hop& hop) {
      if (!time_exceeded(hop) || hop.icmp->sender == last) return false;
      last = hop.icmp->sender;
      return !met.insert(*last).second;
    });
  });
}

/// Who is on the way to `address` was looked at.
bool is_traced(const Case& facts, const IpAddress& address) {
  return std::ranges::any_of(traces(facts), [&](const Trace& trace) {
    return trace.detail->target.address == address && last_router(*trace.detail);
  });
}

/// The same machine says the same of packets for elsewhere: it finds nobody on that network.
bool is_cut_off(const Case& facts, const IcmpError& said) {
  const Trace beyond = trace_of(facts, PathDetail::beyond_host);
  const Hop* end = beyond ? terminal(*beyond.detail) : nullptr;
  return end && end->icmp && end->icmp->sender == said.sender && is_host_unreachable(*end->icmp) &&
         end->icmp->code != 0;
}

std::string what_it_lacks(const Case& facts, const ConnectTry& decisive) {
  if (is_time_exceeded(*decisive.icmp) && !is_traced(facts, decisive.peer.address)) {
    return "says that they have gone through too many routers: they go in a circle, or something "
           "on the way there sets a low TTL";
  }
  if (is_time_exceeded(*decisive.icmp) && !goes_in_circle(facts, decisive.peer.address)) {
    return "says that they have gone through too many routers, though none was met twice: "
           "something on the way there, or the host, sets a low TTL (`nft list ruleset`, \"ip ttl "
           "set\")";
  }
  if (is_time_exceeded(*decisive.icmp)) {
    return "sees packets for it that have gone through too many routers: they go in a circle";
  }
  const bool network = decisive.icmp->code == 0;
  if (network) return "has no route to it, or a reject rule that says so";
  if (!asked_neighbour(decisive)) {
    return "has a route that declares it unreachable, or a reject rule that says so";
  }
  return "looks for it, or for the next hop on the way, on a network of its own, where nobody "
         "answers: that machine is down, or the route leads to the wrong interface";
}

std::optional<Verdict> host_unreachable_rule(const Case& facts) {
  const auto found = host_unreachable(facts);
  if (found.empty()) return std::nullopt;
  const ConnectTry& decisive = found.front().decisive;
  const auto vantage = vantage_of(facts);
  Verdict verdict = verdict_on(found);
  verdict.transport.clear();
  const bool of_hub = found.front().whom == Whom::hub;
  const bool sure = of_hub && found.size() == connect_failures(facts).size() &&
                    std::ranges::all_of(found, [](const ConnectFailure& failure) {
                      return asked_neighbour(failure.decisive) || failure.rationed;
                    });
  if (!sure) verdict.confidence = Confidence::likely;
  for (const Trace& trace : traces_about(facts, found)) cite(verdict, trace.evidence);
  const auto address = decisive.peer.address.to_string();
  verdict.cause = fmt::format("{} has no way onwards to {}, {}: it {}.",
                              sender_text(facts, decisive.icmp->sender),
                              of_hub ? address : peers_text(found),
                              icmp_text(*decisive.icmp), what_it_lacks(facts, decisive));
  if (decisive.icmp->sender == decisive.peer.address && !is_time_exceeded(*decisive.icmp)) {
    verdict.cause = fmt::format(
        "The error {1} comes from {0} itself: from a filter there, or from a machine that takes "
        "packets for this address and forwards them to another one (DNAT, a load balancer) that "
        "does not answer.", address, icmp_text(*decisive.icmp));
    verdict.separate_by.clear();
    return verdict;
  }
  if (is_time_exceeded(*decisive.icmp) && !goes_in_circle(facts, decisive.peer.address)) {
    verdict.fix = kLowTtlFix;
    if (!is_traced(facts, decisive.peer.address)) {
      verdict.separate_by =
          "Run the probe without --quick: its traces show whether a router is met twice. Then the "
          "routes of two routers lead to each other, and the TTL is no matter.";
    }
    return verdict;
  }
  if (found.front().whom == Whom::name_server && is_private(decisive.peer.address)) {
    const bool by_host = vantage.behind_host && decisive.icmp->sender == vantage.gateway;
    verdict.fix = by_host ? kHostHasNoRouteFix : kForeignServerFix;
    if (asked_neighbour(decisive) && is_cut_off(facts, *decisive.icmp)) {
      verdict.fix = kHostCutOffFix;
    } else if (asked_neighbour(decisive)) {
      verdict.fix = fmt::format(kServerIsOffFix, address, decisive.icmp->sender.to_string());
    }
    return verdict;
  }
  verdict.separate_by = fmt::format(
      "On that machine run `ip route get {}`: the route, its interface and next hop are what is "
      "wrong; if they are right, look for a reject rule (`nft list ruleset`).", address);
  return verdict;
}

}  // namespace

constinit const VerdictRow kHostUnreachable{
    .code = "host-unreachable",
    .severity = Severity::error,
    .stage = "connect",
    .title = "A router has no way onwards to the hub: ICMP host or network unreachable",
    .fix = "It is about the way to the hub rather than a port: correct the route on the machine "
           "that sent the ICMP error. A VPN client, a second uplink or a default route over the "
           "wrong interface (`ip route show table all`, `ip rule`) leads these packets to where "
           "the hub is not; if the route is right, its next hop, its uplink or the hub itself (a "
           "parent gateway) is down.",
    .elsewhere = "It is about the way rather than a port: correct the route on the machine that "
                 "sent the ICMP error. If the route is right, its next hop, its uplink or the "
                 "endpoint itself is down.",
    .guide = "IoT Edge agent stops after a minute",
    .rule = host_unreachable_rule};

}  // namespace edge::probe
