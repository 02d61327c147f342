// wrong-address: the hub's name leads to this machine itself, or to the address that stands for
// none. Name servers and filters answer so to block a name; hosts files do, when they are left
// behind.
#include <fmt/format.h>

#include <algorithm>

#include "common/world/address.hpp"
#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/dns_redirection.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

struct Mistaken {
  const Evidence* evidence;
  Endpoint peer;
};

/// What the hub was taken to be when its way failed on TCP or TLS; nothing of a proxy.
std::optional<Endpoint> hub_in(const Case& facts, const Evidence& seen) {
  if (!proxy_of(facts, seen.transport).empty()) return std::nullopt;
  if (detail_of<TlsDetail>(seen)) return tls_peer(facts, seen);
  const auto* connect = detail_of<ConnectDetail>(seen);
  if (!connect || connect->tries.empty()) return std::nullopt;
  return connect->tries.back().peer;
}

const Evidence* look_up_of(const Case& facts, const Evidence& seen) {
  const Evidence* found = nullptr;
  for (const Evidence& one : facts.evidence) {
    const bool before = one.transport == seen.transport && one.number < seen.number;
    if (before && detail_of<ResolveDetail>(one)) found = &one;
  }
  return found;
}

bool by_hosts_file(const Evidence* look_up) {
  const auto* detail = look_up ? detail_of<ResolveDetail>(*look_up) : nullptr;
  return detail && detail->source == "hosts";
}

/// A proxy looks the name up itself, and has led to a hub.
bool proxy_reaches_hub(const Case& facts) {
  return std::ranges::any_of(facts.evidence, [&](const Evidence& seen) {
    return detail_of<TlsDetail>(seen) && seen.outcome == Outcome::ok &&
           !proxy_of(facts, seen.transport).empty();
  });
}

std::vector<Mistaken> mistaken(const Case& facts) {
  std::vector<Mistaken> found;
  for (const Failure& failure : failures(facts)) {
    const auto peer = hub_in(facts, *failure.evidence);
    if (!peer) continue;
    const bool refused = detail_of<ConnectDetail>(*failure.evidence);
    // Something that serves TLS on this machine may be meant: a hub of one's own, for tests.
    const bool own = is_own_address(facts, peer->address) &&
                     (refused || peer->address.is_unspecified());
    const bool refuted = refused && by_hosts_file(look_up_of(facts, *failure.evidence)) &&
                         proxy_reaches_hub(facts);
    if (own || refuted) found.push_back({failure.evidence, *peer});
  }
  return found;
}

std::string what_is_there(const Case& facts, const IpAddress& address) {
  const std::string nothing =
      facts.profile.to_hub ? "no IoT hub is there" : "no other machine is there";
  if (address.is_unspecified()) {
    return fmt::format("which is no machine's address, as filters answer to block a name: {}",
                       nothing);
  }
  if (is_own_address(facts, address)) return "which is this machine itself: " + nothing;
  return "where no IoT hub answers, while the proxy, which looks the name up itself, reaches it";
}

std::string source_text(const ResolveDetail* detail, const std::string& host) {
  if (!detail || detail->source == "literal") return host + " is";
  if (detail->source == "option") return "--address is";
  if (detail->source == "hosts") return host + " is, by the hosts file (/etc/hosts),";
  return fmt::format("{} is, by {},", host, servers_text(*detail, "NOERROR"));
}

std::optional<Verdict> wrong_address_rule(const Case& facts) {
  if (address_is_meant(facts)) return std::nullopt;
  const auto found = mistaken(facts);
  if (found.empty()) return std::nullopt;
  std::vector<const Evidence*> evidence;
  for (const Mistaken& one : found) evidence.push_back(one.evidence);
  Verdict verdict = verdict_on(evidence);
  verdict.stage = ResolveDetail::kind;
  const Evidence* look_up = look_up_of(facts, *found.front().evidence);
  cite(verdict, look_up);
  cite(verdict, vantage_of(facts).evidence);
  const IpAddress& address = found.front().peer.address;
  verdict.cause = fmt::format(
      "{} {}, {}.", source_text(look_up ? detail_of<ResolveDetail>(*look_up) : nullptr, facts.host),
      address.to_string(), what_is_there(facts, address));
  if (!by_hosts_file(look_up)) name_dns_redirection(verdict, facts);
  return verdict;
}

}  // namespace

constinit const VerdictRow kWrongAddress{
    .code = "wrong-address",
    .severity = Severity::error,
    .stage = "resolve",
    .title = "The hub's name leads to this machine itself, to none, or by the hosts file astray",
    .fix = "Find where the address comes from (`getent ahosts` with the hub's name, where the "
           "agent runs). A line of /etc/hosts: take it out; a container gets it by --add-host or "
           "ExtraHosts in its create options. A name server: one that blocks names (Pi-hole, a "
           "company's DNS filter) is to let {hubs} through.",
    .elsewhere = "Find where the address comes from (`getent ahosts` with the name). A line of "
                 "/etc/hosts: take it out. A name server: one that blocks names (Pi-hole, a "
                 "company's DNS filter) is to let {hubs} through.",
    .guide = "",
    .rule = wrong_address_rule};

}  // namespace edge::probe
