// dns-lookup-settings: getaddrinfo() of the agent's C library, as this machine is set up, says
// something else than the hosts file and the name servers (nsswitch.conf(5), nscd(8)).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/lookup_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::string found_text(const std::vector<IpAddress>& addresses, const ErrorFact& error) {
  return addresses.empty() ? "no address (" + error.text + ")" : addresses.front().to_string();
}

/// The services of nsswitch.conf, if they are not the usual ones.
std::string sources_text(const Case& facts, std::vector<const Evidence*>& cited) {
  for (const Evidence& seen : facts.evidence) {
    const auto* host = detail_of<HostDetail>(seen);
    if (!host || !host->resolver.sources) continue;
    std::vector<std::string> names;
    for (const auto& source : *host->resolver.sources) {
      names.push_back(source.name + (source.ends_at_unknown_name ? " [NOTFOUND=return]" : ""));
    }
    cited.push_back(&seen);
    return fmt::format(" Its /etc/nsswitch.conf says `hosts: {}`.", fmt::join(names, " "));
  }
  return {};
}

/// A name that is nowhere looked for: nsswitch.conf lists no service that could know it.
std::optional<Verdict> nobody_to_ask(const Case& facts) {
  const auto found = failed_look_ups(facts, [](const ResolveDetail& detail, const auto&) {
    return detail.source != "dns" && detail.exchanges.empty() && !detail.error.empty();
  });
  if (found.empty()) return std::nullopt;
  Verdict verdict = verdict_on(found);
  std::vector<const Evidence*> cited;
  const std::string sources = sources_text(facts, cited);
  if (sources.empty()) return std::nullopt;
  verdict.cause = fmt::format("This machine asks no name server for {}.{}",
                              found.front().detail->name, sources);
  for (const Evidence* seen : cited) cite(verdict, seen);
  return verdict;
}

/// What the library said of `name`, and the failures that follow from it.
struct Consequences {
  std::vector<const Evidence*> look_ups, failures;
};

Consequences consequences(const Case& facts, const std::string& name) {
  Consequences found;
  for (const Failure& failure : failures(facts)) {
    for (const Evidence& seen : facts.evidence) {
      const auto* resolve = detail_of<ResolveDetail>(seen);
      const bool same = resolve && resolve->name == name &&
                        resolve->source == LookupDetail::kind &&
                        seen.transport == failure.evidence->transport;
      if (!same || seen.number > failure.evidence->number) continue;
      found.look_ups.push_back(&seen);
      found.failures.push_back(failure.evidence);
      break;
    }
  }
  return found;
}

std::optional<Verdict> dns_lookup_settings_rule(const Case& facts) {
  if (auto verdict = nobody_to_ask(facts)) return verdict;
  for (const Evidence& seen : facts.evidence) {
    const auto* lookup = detail_of<LookupDetail>(seen);
    if (!lookup || !lookup->decides || !differ(*lookup)) continue;
    const auto [look_ups, failures] = consequences(facts, lookup->name);
    if (look_ups.empty()) continue;
    Verdict verdict = verdict_on(look_ups);
    std::vector<const Evidence*> cited = failures;
    cited.push_back(&seen);
    verdict.cause = fmt::format(
        "getaddrinfo of this machine's {}, which the agent calls, gives {} for {}; its hosts file "
        "and name servers, asked directly, give {}.", lookup->library,
        found_text(lookup->addresses, lookup->error), lookup->name,
        found_text(lookup->query_addresses, lookup->query_error));
    verdict.cause += sources_text(facts, cited);
    if (!lookup->addresses.empty()) verdict.confidence = Confidence::likely;
    for (const Evidence* one : cited) cite(verdict, one);
    return verdict;
  }
  return std::nullopt;
}

}  // namespace

constinit const VerdictRow kDnsLookupSettings{
    .code = "dns-lookup-settings",
    .severity = Severity::error,
    .stage = "resolve",
    .title = "The name is looked up elsewhere than in hosts and by the name servers",
    .fix = "Where the agent runs, have the line `hosts:` of /etc/nsswitch.conf read `hosts: files "
           "dns`, and compare with `getent ahosts NAME`. If that line is right, a cache answers: "
           "restart nscd, or systemd-resolved if the line names `resolve`.",
    .guide = "",
    .rule = dns_lookup_settings_rule};

}  // namespace edge::probe
