// dns-server-failure: a name server answers, but only that it cannot (SERVFAIL) or will not
// (REFUSED) resolve the name (RFC 1035 section 4.1.1), or with nothing that settles the question.
#include <fmt/format.h>

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/path_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kServerFailureOnTheDevice =
    "The server is reachable but cannot resolve outside names: its own forwarder or its way to the "
    "internet is broken, or it refuses clients of this network. Have its administrator check that, "
    "or give this device a working server (/etc/resolv.conf, or what writes it).";

std::optional<Verdict> dns_server_failure_rule(const Case& facts) {
  const auto found = culprits<ResolveDetail>(facts, [](const auto& detail, const auto&) {
    if (only_the_engine_failed(detail)) return false;
    return says_no_address(detail) ? !servers_deny_the_name(detail) : server_refused(detail);
  });
  if (found.empty()) return std::nullopt;
  const ResolveDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  const bool plain = !says_no_address(detail);
  verdict.cause = fmt::format("The name {} cannot be resolved: {} was asked and answers {}.",
                              detail.name, servers_text(detail),
                              plain ? refusal_text(detail) : answers_text(detail));
  // What answers only in part, or with records that lead nowhere, may be the name's own zone.
  if (!plain) verdict.confidence = Confidence::likely;
  if (!vantage_of(facts).behind_host) verdict.fix = kServerFailureOnTheDevice;
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
    .fix = "The server is reachable but cannot resolve outside names: its own forwarder or its way "
           "to the internet is broken, or it refuses clients of this network. Have its "
           "administrator check that, or name a working server: {engine.dns}.",
    .guide = "Edge Agent module reports 'empty config file' and no modules start on the device",
    .rule = dns_server_failure_rule};

}  // namespace edge::probe
