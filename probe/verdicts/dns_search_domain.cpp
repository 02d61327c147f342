// dns-search-domain: the hub's name with a search domain behind it got an address, as with a
// wildcard in that domain, and so another machine is asked (resolv.conf(5): search, ndots).
#include <fmt/format.h>

#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// A proxy resolves the hub's name itself: what it leads to says nothing of this address.
bool is_the_hub(const Case& facts) {
  return std::ranges::any_of(facts.evidence, [&](const Evidence& seen) {
    return seen.stage == TlsDetail::kind && seen.outcome == Outcome::ok &&
           proxy_of(facts, seen.transport).empty();
  });
}

std::optional<Verdict> dns_search_domain_rule(const Case& facts) {
  if (is_the_hub(facts)) return std::nullopt;  // whoever wrote the domain there meant it
  std::vector<const Evidence*> resolved;
  const DnsExchange* answered = nullptr;
  for (const Failure& failure : failures(facts)) {
    for (const Evidence& seen : facts.evidence) {
      if (seen.number >= failure.evidence->number) break;
      const auto* detail = detail_of<ResolveDetail>(seen);
      if (!detail || seen.transport != failure.evidence->transport) continue;
      const auto* exchange = answered_in_search_domain(*detail);
      if (!exchange) continue;
      answered = exchange;
      resolved.push_back(&seen);
      break;
    }
  }
  if (!answered) return std::nullopt;
  const auto& detail = *detail_of<ResolveDetail>(*resolved.front());
  const std::string domain = search_domain(*answered, detail.name);
  Verdict verdict = verdict_on(resolved);
  for (const Failure& failure : failures(facts)) cite(verdict, failure.evidence);
  verdict.cause = fmt::format(
      "The address {} is not {}'s: it is that of {}, a name in the search domain {}, which was "
      "asked for first. {} answers for every name in that domain, or for this one.",
      detail.addresses.front().to_string(), detail.name, answered->name, domain,
      servers_text(detail, "NOERROR"));
  verdict.separate_by = fmt::format(
      "Run the probe with the name as it is, with a dot at its end: `--hub {}.`. If that connects, "
      "the search domain was the reason.", detail.name);
  return verdict;
}

}  // namespace

constinit const VerdictRow kDnsSearchDomain{
    .code = "dns-search-domain",
    .severity = Severity::error,
    .stage = "resolve",
    .title = "A search domain answers for the hub's name, with another machine's address",
    .fix = "Have names with dots in them asked as they are first: `options ndots:1` in resolv.conf "
           "({engine} run --dns-opt ndots:1; dnsConfig in Kubernetes, which sets 5), or take the "
           "search domain away ({engine} run --dns-search .). The domain's owner should remove the "
           "wildcard record.",
    .elsewhere = "Write the name with a dot at its end, or take the search domain out of "
                 "/etc/resolv.conf: its zone answers for names that are not its own.",
    .guide = "",
    .rule = dns_search_domain_rule};

}  // namespace edge::probe
