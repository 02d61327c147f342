#include "probe/verdicts/redirection_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

const Hop* first_in_targets_name(const PathDetail& path) {
  const auto found = std::ranges::find_if(path.hops, [&](const Hop& hop) {
    return time_exceeded(hop) && hop.icmp->sender == path.target.address;
  });
  return found == path.hops.end() ? nullptr : &*found;
}

/// The trace to another port of the same address.
Trace reference_for(const Case& facts, const Trace& redirected) {
  const auto all = traces(facts);
  const Endpoint& subject = redirected.detail->target;
  const auto found = std::ranges::find_if(all, [&](const Trace& other) {
    const Endpoint& target = other.detail->target;
    return target.address == subject.address && target != subject;
  });
  return found == all.end() ? Trace{} : *found;
}

/// A router is there on the way to another port.
const Hop* accepted_before_hub(const Trace& redirected, const Trace& reference) {
  const Hop* end = terminal(*redirected.detail);
  if (!end || end->answer != Answer::accepted || !reference) return nullptr;
  const Hop* router = hop_at(*reference.detail, end->ttl);
  return router && time_exceeded(*router) ? end : nullptr;
}

/// A connection to nobody's address is accepted where this one is: what does that takes all of
/// them.
const Hop* accepts_for_nobody(const Case& facts, const Trace& redirected) {
  const Trace beyond = trace_of(facts, PathDetail::beyond_host);
  const Hop* elsewhere = beyond ? terminal(*beyond.detail) : nullptr;
  const Hop* end = terminal(*redirected.detail);
  const bool both = elsewhere && end && elsewhere->answer == Answer::accepted &&
                    end->answer == Answer::accepted;
  return both && elsewhere->ttl == end->ttl ? end : nullptr;
}

constexpr const char* kOwnRuleFix =
    " Look at the container's own network namespace, too (`nsenter -t PID -n nft list ruleset`, "
    "table nat, chain output): a service mesh's sidecar (Istio, Linkerd) or a transparent proxy "
    "takes its connections there. Exempt TCP {own.port} and {web.port} from it (Istio: the "
    "annotation traffic.sidecar.istio.io/excludeOutboundPorts), or have it let {hubs} pass.";

std::string place_text(const Redirection& found) {
  const Hop* real = found.reference ? hop_at(*found.reference.detail, found.router->ttl) : nullptr;
  const std::string place = real && time_exceeded(*real)
                                ? name_of_hop(*real)
                                : fmt::format("hop {}", found.router->ttl);
  return found.perhaps_here ? place + ", or a rule of this network namespace itself," : place;
}

}  // namespace

std::optional<Redirection> redirection_of(const Case& facts, std::string_view transport,
                                          const IpAddress& address) {
  Redirection found{trace_of(facts, transport, address), {}, nullptr, {}};
  if (!found.trace) return std::nullopt;
  found.reference = reference_for(facts, found.trace);
  found.router = first_in_targets_name(*found.trace.detail);
  if (!found.router) found.router = accepted_before_hub(found.trace, found.reference);
  if (!found.router) found.router = accepts_for_nobody(facts, found.trace);
  if (!found.router) return std::nullopt;
  const auto first = found.reference ? first_in_targets_name(*found.reference.detail) : nullptr;
  if (first && first->ttl == found.router->ttl) return std::nullopt;
  found.perhaps_here = found.router->answer == Answer::accepted && found.router->ttl == 1;
  found.place = place_text(found);
  const Hop* other_end = found.reference ? terminal(*found.reference.detail) : nullptr;
  found.by_front_end = other_end && other_end->answer == Answer::accepted &&
                       other_end->ttl == found.router->ttl && time_exceeded(*found.router);
  return found;
}

void name_redirection(Verdict& verdict, const Case& facts) {
  const bool by_tls = verdict.stage == TlsDetail::kind;
  const bool by_answer =
      verdict.stage == WebSocketDetail::kind || verdict.stage == AmqpDetail::kind;
  if (!by_tls && !by_answer) return;
  std::string place;
  bool perhaps_here = false;
  std::vector<std::string> ports;
  for (const Failure& failure : failures(facts)) {
    const Evidence& seen = *failure.evidence;
    const auto peer = tls_peer(facts, seen);
    if (!cites(verdict, seen) || !peer || !proxy_of(facts, seen.transport).empty()) continue;
    const auto found = redirection_of(facts, seen.transport, peer->address);
    if (!found || found->by_front_end || (!place.empty() && place != found->place)) continue;
    place = found->place;
    perhaps_here = found->perhaps_here;
    ports.push_back(std::to_string(found->trace.detail->target.port));
    cite(verdict, found->trace.evidence);
  }
  if (ports.empty()) return;
  verdict.cause += fmt::format(" {}{} redirects TCP {} {}, or answers in {} stead (DNAT, a "
                               "transparent proxy).",
                               by_tls ? "It is not the hub: " : "A machine stands in between: ",
                               place, ports.size() == 1 ? "port" : "ports", list_text(ports),
                               by_tls ? "its" : "the hub's");
  if (by_tls) verdict.fix = std::string(kPortRedirected.fix);
  if (perhaps_here) verdict.fix += kOwnRuleFix;
}

bool is_of_other_machine(const Verdict& verdict, const std::vector<Verdict>& earlier) {
  const bool unexplained = verdict.code == kPathInconclusive.code;
  const bool refused = verdict.code == kAmqpPortReset.code || unexplained;
  const bool to_connect = verdict.stage == ConnectDetail::kind;
  return (to_connect || unexplained) && std::ranges::any_of(earlier, [&](const Verdict& before) {
    if (before.code == kCertificateWrongName.code) return refused && before.transport.empty();
    return to_connect && before.code == kPortRedirected.code &&
           before.transport == verdict.transport;
  });
}

}  // namespace edge::probe
