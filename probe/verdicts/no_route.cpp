// no-route: the own kernel refuses to send: no route, a prohibiting route or a local filter
// (errno by route type: include/uapi/linux/rtnetlink.h, fib_props in net/ipv4/fib_semantics.c).
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kOwnFilterFix =
    "Remove the rule that rejects these packets where the agent runs: `nft list ruleset` or "
    "`iptables -S OUTPUT`; endpoint protection agents and a VPN client's kill switch install such "
    "rules. The routes are not the reason.";

constexpr const char* kNoPortFix =
    "See what holds the ports where the agent runs (`ss -tan`): a module that leaks connections, "
    "or many in TIME-WAIT; and how many there may be (`sysctl net.ipv4.ip_local_port_range`). The "
    "routes are not the reason.";

constexpr const char* kNoIpv6Fix =
    "The name leads to IPv6 addresses alone, and where the agent runs there is no route for IPv6. "
    "Give its network IPv6 (`{engine} network create --ipv6 ...`, with a way out on the host and "
    "at the site), or have the name servers give an IPv4 address as well: an IoT hub has one. With "
    "`--address` an IPv4 address is tried.";

constexpr const char* kNoIpv4Fix =
    "The name leads to IPv4 addresses alone, and where the agent runs there is no IPv4 address. "
    "Give its network IPv4, or have the name servers translate (DNS64, with NAT64 on the way out).";

constexpr const char* kNoIpv6ForNamesFix =
    "Give the agent a name server with an IPv4 address ({engine.dns}), or its network IPv6 "
    "(`{engine} network create --ipv6 ...`, with a way out on the host and at the site): its "
    "resolv.conf names IPv6 ones alone, as when the host's is copied. The hub itself was never "
    "asked for.";

constexpr const char* kNoScopeFix =
    "Write the interface behind the address, as in `nameserver fe80::1%eth0` (RFC 4007 section "
    "11), or name the server by another address. Where a router gives its fe80 address as the name "
    "server, only the host knows the interface: copied into a container the line is of no use.";

/// Of a link, and nothing says of which (RFC 4007 section 11).
bool lacks_scope(const IpAddress& address) {
  return address.is_v6() && address.to_v6().is_link_local() && address.to_v6().scope_id() == 0;
}

bool has_ipv4(const HostDetail& host) {
  return std::ranges::any_of(host.facts.interfaces, [](const InterfaceFact& one) {
    return one.name != "lo" && std::ranges::any_of(one.addresses, [](const std::string& address) {
      return address.find(':') == std::string::npos;
    });
  });
}

/// IPv4 was all there was to try, on a device that has none.
bool lacks_ipv4(const Case& facts, const std::vector<ConnectFailure>& found) {
  const Evidence* seen = vantage_of(facts).evidence;
  const auto* host = seen ? detail_of<HostDetail>(*seen) : nullptr;
  return host && !has_ipv4(*host) && std::ranges::all_of(found, [](const auto& failure) {
    return failure.decisive.peer.address.is_v4() && !failure.decisive.icmp;
  });
}

/// IPv6 was all there was to try, and nothing but routes was missing.
bool lacks_ipv6(const std::vector<ConnectFailure>& found) {
  return std::ranges::all_of(found, [](const ConnectFailure& failure) {
    const ConnectTry& made = failure.decisive;
    return made.peer.address.is_v6() && made.error.symbol == "ENETUNREACH" && !made.icmp;
  });
}

std::string_view reason(const ConnectTry& decisive) {
  const std::string& error = decisive.error.symbol;
  if (lacks_scope(decisive.peer.address)) {
    return "it is an address of a link (fe80::/10), and nothing says of which interface";
  }
  if (decisive.icmp) return "a packet filter on it rejects it";  // a route gives an errno alone
  if (error == "ENETUNREACH") return "it has no route there";
  if (error == "EHOSTUNREACH") return "a route declares the address unreachable";
  if (error == "EACCES") return "a route prohibits it";
  if (error == "EINVAL") return "a blackhole route swallows it";
  if (error == "ECONNREFUSED" || error == "EPERM") return "a packet filter on it rejects it";
  if (error == "EADDRNOTAVAIL") return "no local port is left for connections to there";
  if (error == "ENETDOWN") return "its network interface is down";
  return "it gives no further reason";
}

std::optional<Verdict> no_route_rule(const Case& facts) {
  auto found = direct_failures(facts, Answer::own_host);
  // With a way to the same address on the other port there is a route: a filter did this.
  if (port_passes(facts, web_way(facts))) {
    std::erase_if(found, [](const auto& one) { return !on_web_port(one.evidence->transport); });
  }
  if (found.empty()) return std::nullopt;
  const ConnectTry& decisive = found.front().decisive;
  Verdict verdict = verdict_on(found);
  cite(verdict, vantage_of(facts).evidence);
  verdict.cause = fmt::format("This device sends nothing to {}: {}{}.", peers_text(found),
                              reason(decisive),
                              decisive.error.empty() ? "" : " (" + decisive.error.text + ")");
  if (decisive.icmp || decisive.error.symbol == "EPERM") verdict.fix = kOwnFilterFix;
  if (decisive.error.symbol == "EADDRNOTAVAIL") verdict.fix = kNoPortFix;
  if (found.front().whom == Whom::name_server) {
    if (lacks_ipv6(found)) verdict.fix = kNoIpv6ForNamesFix;
    if (lacks_scope(decisive.peer.address)) verdict.fix = kNoScopeFix;
  }
  if (found.front().whom != Whom::hub) return verdict;
  if (lacks_ipv6(found)) verdict.fix = kNoIpv6Fix;
  if (lacks_ipv4(facts, found)) verdict.fix = kNoIpv4Fix;
  return verdict;
}

}  // namespace

constinit const VerdictRow kNoRoute{
    .code = "no-route",
    .severity = Severity::error,
    .stage = "connect",
    .title = "The device's own network stack refuses to send to the hub",
    .fix = "Look at the routes where the agent runs: `ip route get HUB-ADDRESS` and `ip rule`. "
           "There must be a default route (`ip route show default`) and no unreachable, prohibit "
           "or blackhole route over it; a VPN client's kill switch sets such routes while the "
           "tunnel is down. A container needs a network with a gateway, not `--network none` or "
           "an `--internal` one.",
    .elsewhere = "Look at this device's routes and own packet filter: `ip route get ADDRESS`, `ip "
                 "rule`, `nft list ruleset`. A default route that is missing, or a rule that "
                 "rejects what goes out, is what to mend.",
    .guide = "IoT Edge agent stops after a minute",
    .rule = no_route_rule};

}  // namespace edge::probe
