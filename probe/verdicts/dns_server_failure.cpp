// dns-server-failure: a name server answers, but only that it cannot (SERVFAIL) or will not
// (REFUSED) resolve the name (RFC 1035 section 4.1.1), or with nothing that settles the question.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/dns_redirection.hpp"
#include "probe/verdicts/lookup_facts.hpp"
#include "probe/verdicts/name_server_fixes.hpp"
#include "probe/verdicts/name_server_note.hpp"
#include "probe/verdicts/path_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kServerFailureOnTheDevice =
    "Ask the server for another name (`getent ahosts www.microsoft.com`). If that resolves, it "
    "refuses this name or zone (a block list), or asks the wrong server for it: have {hubs} "
    "exempted there. If not, its own way to the internet is broken, or it refuses clients of this "
    "network: have its administrator see to that, or give this device a working server "
    "(/etc/resolv.conf, or what writes it).";

constexpr const char* kAnswerAaaa =
    "The name server, or a firewall in front of it, must answer queries for IPv6 addresses (AAAA) "
    "too, if only with an empty answer (NOERROR): the agent's resolver waits for both. Have its "
    "administrator see to that, or ";
constexpr const char* kOtherServer = "name another server: {engine.dns}.";
constexpr const char* kOtherServerOnTheDevice =
    "give this device another server (/etc/resolv.conf, or what writes it).";

constexpr const char* kReferralFix =
    "That server knows its own zones only and asks no others for its clients (no recursion): it is "
    "of the wrong kind. Give the agent a resolver ({engine.dns}).";
constexpr const char* kDeniesAaaaFix =
    "The server must answer a query for AAAA with an empty NOERROR where the name has an A record: "
    "NXDOMAIN denies the whole name (RFC 8020), and the agent's resolver takes it at its word. "
    "Have whoever runs the zone, or the load balancer that serves it, mend that; or name another "
    "server: {engine.dns}.";

/// A server says NXDOMAIN for AAAA, of a name to which it gives an A record.
bool denies_aaaa(const ResolveDetail& detail) {
  const auto& all = detail.exchanges;
  return std::ranges::any_of(all, [&](const DnsExchange& one) {
    return one.type == "AAAA" && one.result == "NXDOMAIN" &&
           std::ranges::any_of(all, [&](const DnsExchange& other) {
             return other.type == "A" && other.result == "NOERROR" && other.server == one.server;
           });
  });
}

constexpr const char* kOneAnswerFix =
    "Have the firewall or NAT on the way keep a UDP session on port 53 open for more than one "
    "answer (Cisco ASA: dns-guard; others: a session that ends with the first answer). A program "
    "with glibc gets along with `options single-request-reopen`, this agent's resolver does not "
    "know it. Or give the agent a name server on this side of the firewall: {engine.dns}.";

/// The answer of the server to both queries, each from a socket of its own; or null.
const Evidence* both_answered_apart(const Case& facts, const std::string& name) {
  for (const Evidence& seen : facts.evidence) {
    const auto* query = detail_of<QueryDetail>(seen);
    if (!query || !query->apart || query->name != name) continue;
    const auto answered = std::ranges::count_if(
        query->exchanges, [](const DnsExchange& one) { return is_rcode(one.result); });
    if (answered >= 2) return &seen;
  }
  return nullptr;
}

/// The server that answered a query for A had not answered it before.
bool asked_twice_for_a(const ResolveDetail& detail) {
  return std::ranges::any_of(detail.exchanges, [&](const DnsExchange& answered) {
    return answered.type == "A" && answered.result == "NOERROR" &&
           std::ranges::any_of(detail.exchanges, [&](const DnsExchange& other) {
             return other.type == "A" && other.server == answered.server &&
                    other.name == answered.name &&
                    (other.result == "silence" || other.result == "abandoned");
           });
  });
}

/// glibc does without the answer for AAAA after two time-outs of 5 s, musl never.
Verdict aaaa_unanswered(Verdict verdict, const ResolveDetail& detail, const Case& facts) {
  const std::string refusal = refusal_text(detail);
  const bool gets_on = facts.profile.c_library == CLibrary::glibc;
  verdict.cause = fmt::format(
      "The name {} cannot be resolved{}: {} answers queries for A, but to those for AAAA there is "
      "{}, and the agent's resolver {}.", detail.name, gets_on ? " in time" : "",
      servers_text(detail, "NOERROR"), refusal.empty() ? "no answer" : "only " + refusal,
      gets_on ? "waits for it, twice, before it does without" : "needs both");
  if (const Evidence* apart = both_answered_apart(facts, detail.name)) {
    cite(verdict, apart);
    verdict.cause += " Each query has its answer when it is sent from a socket of its own: so of "
                     "two answers to one socket only the first gets through.";
    verdict.fix = kOneAnswerFix;
    verdict.confidence = Confidence::likely;
    verdict.separate_by = "Run the probe again: where packets are lost at random, it is now this "
                          "query and now that.";
    return verdict;
  }
  const bool behind_host = vantage_of(facts).behind_host;
  verdict.confidence = Confidence::likely;  // that it is the server's doing, not the way's
  if (asked_twice_for_a(detail)) {
    verdict.confidence = Confidence::possible;
    verdict.separate_by = "The query for A was answered only when it was sent again: run the probe "
                          "again. If another query is the one without an answer then, packets are "
                          "lost at random.";
  }
  verdict.fix = std::string(kAnswerAaaa) + (behind_host ? kOtherServer : kOtherServerOnTheDevice);
  return verdict;
}

/// Of a server that answered one for A in this run.
bool is_silent_to_a(const std::vector<const DnsExchange*>& all, const DnsExchange& one) {
  const bool silent = one.type == "A" && one.result == "silence";
  return silent && std::ranges::any_of(all, [&](const DnsExchange* other) {
    return other->server == one.server && other->type == "A" && other->result == "NOERROR";
  });
}

/// Some query for AAAA was answered in this run, or one for A was not: then packets were lost.
bool loses_queries(const Case& facts) {
  const auto all = exchanges(facts);
  return std::ranges::any_of(all, [&](const DnsExchange* one) {
    const bool answered = one->result == "NOERROR" || one->result == "NXDOMAIN";
    return (one->type == "AAAA" && answered) || is_silent_to_a(all, *one);
  });
}

/// The look-up ended at the name with a search domain behind it.
void say_search_domain(Verdict& verdict, const Case& facts, const ResolveDetail& detail,
                       const DnsExchange& searched) {
  const Evidence* plain = asked_plainly(facts, searched.server);
  const bool knows = plain && rcode_of(*detail_of<QueryDetail>(*plain)) == "NOERROR";
  verdict.cause = fmt::format(
      "The name {} cannot be resolved: {} answers {} to {}, which a search domain has the agent's "
      "resolver ask for first. It gives up there, and never asks for the name "
      "itself{}.", detail.name,
      servers_text(detail), refusal_text(detail), searched.name,
      knows ? ", which that server knows" : "");
  verdict.fix = fmt::format(kNoSearchFix, search_domain(searched, detail.name));
  cite(verdict, plain);
  if (knows) return;
  verdict.confidence = Confidence::likely;
  verdict.separate_by = fmt::format("Run the probe with a dot at the name's end, `--hub {}.`: if "
                                    "that resolves, it is the search domain; if not, the server.",
                                    detail.name);
}

std::optional<Verdict> dns_server_failure_rule(const Case& facts) {
  const bool may_refuse_aaaa = !loses_queries(facts);
  const auto found = failed_look_ups(facts, [&](const auto& detail, const auto&) {
    if (only_the_engine_failed(detail)) return false;
    if (only_aaaa_failed(detail)) return may_refuse_aaaa && !got_result(detail, "truncated");
    return says_no_address(detail) ? !servers_deny_the_name(detail) : server_refused(detail);
  });
  if (found.empty()) return std::nullopt;
  const ResolveDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  if (only_aaaa_failed(detail)) {
    return aaaa_unanswered(std::move(verdict), detail, facts);
  }
  const bool referred = std::ranges::any_of(detail.exchanges, &DnsExchange::referral);
  const bool plain = !says_no_address(detail) || referred;
  verdict.cause = fmt::format("The name {} cannot be resolved: {} was asked and answers {}{}.",
                              detail.name,
                              servers_text(detail, plain && !referred ? refusal_text(detail) : ""),
                              plain ? refusal_text(detail) : answers_text(detail),
                              late_text(detail, refusal_text(detail)));
  if (const DnsExchange* searched = ended_in_search_domain(detail)) {
    say_search_domain(verdict, facts, detail, *searched);
    return verdict;
  }
  const NameServerNote way_out = note_on_way_out(facts);
  const bool waited = !late_text(detail, refusal_text(detail)).empty();
  if (waited || !way_out.fix.empty()) add_note(verdict, way_out);
  // What answers only in part, or with records that lead nowhere, may be the name's own zone.
  if (!plain) verdict.confidence = Confidence::likely;
  if (!vantage_of(facts).behind_host) verdict.fix = kServerFailureOnTheDevice;
  if (referred) verdict.fix = kReferralFix;
  if (denies_aaaa(detail)) verdict.fix = kDeniesAaaaFix;
  if (!way_out.fix.empty()) verdict.fix = way_out.fix;
  name_dns_redirection(verdict, facts);
  if (asked_engine_resolver(detail)) {
    verdict.separate_by =
        "Run the probe with `--dns` and the address of the site's own name server: if that "
        "resolves, the container engine's resolver or the server behind it is at fault; if not, "
        "the site's server is.";
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kDnsServerFailure{
    .code = "dns-server-failure",
    .severity = Severity::error,
    .stage = "resolve",
    .title = "A name server answers, but with a failure",
    .fix = "Ask the server for another name (`getent ahosts www.microsoft.com`). If that resolves, "
           "it refuses this name or zone (a block list), or asks the wrong server for it: have "
           "{hubs} exempted there. If not, its own way to the internet is broken, or it refuses "
           "clients of this network: have its administrator see to that, or name a working server: "
           "{engine.dns}.",
    .guide = "Edge Agent module reports 'empty config file' and no modules start on the device",
    .rule = dns_server_failure_rule};

}  // namespace edge::probe
