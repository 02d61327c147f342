// dns-no-answer: no configured name server answers at all.
#include <fmt/format.h>

#include "probe/evidence/answer.hpp"
#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/instead_of_hub.hpp"
#include "probe/verdicts/name_server_fixes.hpp"
#include "probe/verdicts/name_server_note.hpp"
#include "probe/verdicts/path_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kNoAnswerOnTheDevice =
    "Give this device a name server that its network may reach (/etc/resolv.conf, or what writes "
    "it: `resolvectl status`, the DHCP server). Many company networks allow only their own servers "
    "on UDP and TCP port 53. A VPN may have replaced the servers or captured the way to them: "
    "disconnect it and try again.";

constexpr const char* kOwnFilter =
    "Remove the rule that drops UDP port 53 where the agent runs: `nft list ruleset` or `iptables "
    "-S OUTPUT`. Another name server does not help.";

constexpr const char* kRejectedFix =
    "The sender of the ICMP error rejects these packets, and perhaps all: have it let UDP and TCP "
    "port 53 to the name servers through (`nft list ruleset`, `firewall-cmd --list-all`). On a "
    "container's host its FORWARD chain must accept the module network (`edgeprobe host` names the "
    "rule). Or give the agent a name server that is let through.";

/// A query that another machine than the server it was for rejected; or null. The own kernel says
/// so of a neighbour that it asks for in vain.
const DnsExchange* rejected_on_way(const Case& facts) {
  for (const DnsExchange* one : exchanges(facts)) {
    const bool by_other = one->icmp && one->icmp->sender != one->server.address;
    if (by_other && !is_own_address(facts, one->icmp->sender)) return one;
  }
  return nullptr;
}

/// The usual prefix of a site's network.
bool in_same_24(const IpAddress& one, const IpAddress& other) {
  return one.is_v4() && other.is_v4() &&
         one.to_v4().to_uint() >> 8 == other.to_v4().to_uint() >> 8;
}

/// The sender looks for the server on a network of its own.
bool is_looked_for(const Case& facts, const DnsExchange& rejected) {
  const bool of_network = rejected.icmp->code == 0;
  if (of_network || is_time_exceeded(*rejected.icmp)) return false;
  const bool late = rejected.end - rejected.begin >= kNeighbourAsked;
  if (late && in_same_24(rejected.server.address, rejected.icmp->sender)) return true;
  return std::ranges::any_of(name_server_traces(facts), [&](const Trace& trace) {
    return trace.detail->target.address == rejected.server.address &&
           std::ranges::any_of(trace.detail->hops, [&](const Hop& hop) {
             return hop.icmp && is_host_unreachable(*hop.icmp) && hop.rtt >= kNeighbourAsked &&
                    hop.icmp->sender == rejected.icmp->sender;
           });
  });
}

/// Its TCP port is rejected by ICMP as well, which no kernel does of itself (RFC 9293 section
/// 3.10.7.1: a closed port resets).
bool rejects_by_filter(const Case& facts, const Endpoint& server) {
  const Trace trace = trace_of(facts, PathDetail::name_server, server.address);
  const Hop* end = trace ? terminal(*trace.detail) : nullptr;
  return end && end->icmp && end->icmp->sender == server.address;
}

std::string cause(const Case& facts, const Evidence& evidence, const ResolveDetail& detail) {
  if (detail.exchanges.empty()) {
    return fmt::format("The name {} cannot be resolved: no name server could be asked.",
                       detail.name);
  }
  const std::string servers = servers_text(detail);
  // musl asks again meanwhile, and the last of its queries is not waited for as long.
  const auto gave_up = std::ranges::find_if(detail.exchanges, engine_gave_up);
  if (gave_up != detail.exchanges.end()) {
    return fmt::format("The name {} cannot be resolved: {} waited {} for the name servers behind "
                       "it and gave up (SERVFAIL).", detail.name, servers,
                       human_duration(gave_up->end - gave_up->begin));
  }
  if (got_result(detail, "EPERM")) {
    return fmt::format("The name {} cannot be resolved: a packet filter of this device itself "
                       "drops its queries to {} (EPERM).", detail.name, servers);
  }
  const DnsExchange* rejected = rejected_on_way(facts);
  if (rejected && vantage_of(facts).user_mode_nat) {
    return fmt::format("The name {} cannot be resolved: {} is the forwarder of this container's "
                       "user-mode NAT, and the host's name server that it passes queries to, {}, "
                       "answers with {}.", detail.name, rejected->server.address.to_string(),
                       rejected->icmp->sender.to_string(), icmp_text(*rejected->icmp));
  }
  if (rejected) {
    return fmt::format("The name {} cannot be resolved: {} answers the queries to {} with {}.",
                       detail.name, router_text(vantage_of(facts), rejected->icmp->sender),
                       rejected->server.address.to_string(), icmp_text(*rejected->icmp));
  }
  const auto closed = std::ranges::find_if(detail.exchanges, [](const DnsExchange& one) {
    return one.icmp && one.icmp->sender == one.server.address;
  });
  if (closed != detail.exchanges.end() && !is_port_unreachable(*closed->icmp)) {
    return fmt::format("The name {} cannot be resolved: the queries to {} are answered with {} in "
                       "its own name: by a filter there, or by what leads them on to another "
                       "machine.", detail.name, servers, icmp_text(*closed->icmp));
  }
  if (closed != detail.exchanges.end() && rejects_by_filter(facts, closed->server)) {
    return fmt::format("The name {} cannot be resolved: {} rejects the queries, {}.", detail.name,
                       servers, icmp_text(*closed->icmp));
  }
  if (closed != detail.exchanges.end()) {
    return fmt::format("The name {} cannot be resolved: nothing listens for DNS at {}, {}.",
                       detail.name, servers, icmp_text(*closed->icmp));
  }
  if (!got_result(detail, "silence")) {
    return fmt::format("The name {} cannot be resolved: nothing listens for DNS at {} ({}).",
                       detail.name, servers, detail.exchanges.back().result);
  }
  const bool answers = std::ranges::any_of(detail.exchanges, [](const DnsExchange& one) {
    return is_rcode(one.result);
  });
  return fmt::format("The name {} cannot be resolved: {} {} within {}.", detail.name, servers,
                     answers ? "did not answer all that it was asked" : "did not answer",
                     human_duration(evidence.end - evidence.begin));
}

std::optional<Verdict> dns_no_answer_rule(const Case& facts) {
  const auto found = failed_look_ups(facts, no_server_answered);
  // Where nothing reaches the servers' machines, names are only the first to notice.
  if (found.empty() || !instead_of_hub(facts).empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  verdict.cause = cause(facts, *evidence, *detail);
  const NameServerNote note = note_on_servers(facts, *detail);
  add_note(verdict, note);
  if (!vantage_of(facts).behind_host) verdict.fix = kNoAnswerOnTheDevice;
  if (!note.fix.empty()) verdict.fix = note.fix;
  const DnsExchange* rejected = rejected_on_way(facts);
  if (rejected && vantage_of(facts).user_mode_nat) {
    verdict.fix = fmt::format(kHostsServerFix, rejected->icmp->sender.to_string());
  } else if (rejected) {
    const bool foreign = is_host_unreachable(*rejected->icmp) &&
                         is_private(rejected->server.address);
    verdict.fix = foreign ? kForeignServerFix : kRejectedFix;
    if (foreign && is_looked_for(facts, *rejected)) {
      verdict.fix = fmt::format(kServerIsOffFix, rejected->server.address.to_string(),
                                rejected->icmp->sender.to_string());
    }
  }
  const bool own_filter = got_result(*detail, "EPERM");
  if (own_filter) verdict.fix = kOwnFilter;
  if (note.certain || own_filter) return verdict;
  // A dead network silences its name servers too: without an address nothing else was tried.
  verdict.confidence = Confidence::likely;
  verdict.separate_by = fmt::format(
      "Look up {} on another machine and run the probe with `--address IP`: if that connects, only "
      "DNS is broken; if that times out as well, the whole network is cut off and DNS is only the "
      "first to notice.", detail->name);
  return verdict;
}

}  // namespace

constinit const VerdictRow kDnsNoAnswer{
    .code = "dns-no-answer",
    .severity = Severity::error,
    .stage = "resolve",
    .title = "No name server answers",
    .fix = "Give the containers a name server that this network may reach: {engine.dns}. "
           "Many company networks allow only their own servers on UDP and TCP port 53. A VPN on "
           "the host may have replaced the servers or captured the way to them: disconnect it and "
           "try again.",
    .guide = "Edge Agent module reports 'empty config file' and no modules start on the device",
    .rule = dns_no_answer_rule};

}  // namespace edge::probe
