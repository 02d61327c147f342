// What the name servers said, for the dns verdicts.
#pragma once

#include <string>

#include "probe/evidence/name_servers.hpp"
#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// Look-ups that ended an attempt and for which `holds(detail, evidence)`. Not those whose answer
/// is the C library's alone, which no query explains (lookup_facts.hpp).
template <class Predicate>
std::vector<Culprit<ResolveDetail>> failed_look_ups(const Case& facts, Predicate holds) {
  return culprits<ResolveDetail>(facts, [&](const ResolveDetail& detail, const Evidence& seen) {
    return detail.source != LookupDetail::kind && std::invoke(holds, detail, seen);
  });
}

/// Every query of the run, in the order of its look-ups.
std::vector<const DnsExchange*> exchanges(const Case& facts);

/// Some server gave `result` ("SERVFAIL", "silence", ...) to a query.
bool got_result(const ResolveDetail& detail, std::string_view result);
/// A server answered that it cannot or will not answer: any RCODE but NOERROR and NXDOMAIN.
bool server_refused(const ResolveDetail& detail);
/// getaddrinfo's error is one of the two that blame the name.
bool says_no_address(const ResolveDetail& detail);
/// The answers bear getaddrinfo's error out: NXDOMAIN for the name itself, or NOERROR without
/// records for every type. glibc gives the same errors for FORMERR, for aliases that lead nowhere,
/// and when one type is empty and the other failed; musl for NXDOMAIN to AAAA alone. Also true when
/// there was nobody to ask, and for NXDOMAIN to A with no answer for AAAA.
bool servers_deny_the_name(const ResolveDetail& detail);
/// Queries for A were answered and those for AAAA were not: that is no answer to musl.
bool only_aaaa_failed(const ResolveDetail& detail);
/// The query that gave the addresses, if it was for a name of two labels or more with a search
/// domain behind it; or null.
const DnsExchange* answered_in_search_domain(const ResolveDetail& detail);
/// The first query, where each was for the name with a search domain behind it: the look-up ended
/// there, and the name itself was never asked for; or null.
const DnsExchange* ended_in_search_domain(const ResolveDetail& detail);
/// "corp.example" of a query for hub.test.corp.example.
std::string search_domain(const DnsExchange& exchange, const std::string& name);
/// No address came of it, a server cut its answer short, and nobody refused.
bool ends_at_truncation(const ResolveDetail& detail, const Evidence& evidence);
/// No address came of it because no server said anything at all.
bool no_server_answered(const ResolveDetail& detail, const Evidence& evidence);
/// "SERVFAIL (asked for A) and NOERROR without a usable address (asked for AAAA)".
std::string answers_text(const ResolveDetail& detail);
/// "172.18.0.1 and 192.168.1.1", each once; the engine's resolver is called what it is. With a
/// `result` only those who gave it.
std::string servers_text(const ResolveDetail& detail, std::string_view result = {});
/// "SERVFAIL" or whatever the first refusing server said.
std::string refusal_text(const ResolveDetail& detail);
/// The answer came so late that its server must have asked others.
bool came_late(const DnsExchange& exchange);
/// ", after 2.5 s: ..." if the first `result` came late, so that its server had asked others; empty
/// if it came at once.
std::string late_text(const ResolveDetail& detail, std::string_view result);
/// Nobody refused but the engine's resolver with SERVFAIL: its own inability, or a server's that it
/// passes on.
bool only_the_engine_failed(const ResolveDetail& detail);
/// The engine's embedded resolver (127.0.0.11) was asked: its queries leave from the host.
bool asked_engine_resolver(const ResolveDetail& detail);

}  // namespace edge::probe
