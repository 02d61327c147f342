// tls-filtered: TCP stands and carries bytes, and no ClientHello arrives, whatever its size or
// name: something on the way knows TLS and swallows it.
#include <fmt/format.h>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> tls_filtered_rule(const Case& facts) {
  const auto found = culprits<TlsDetail>(facts, [&](const TlsDetail& detail, const Evidence& seen) {
    return first_byte_arrived(facts, seen) && !same_hello_elsewhere(facts, seen, detail);
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  cite(verdict, first_byte_arrived(facts, *evidence));
  verdict.cause = fmt::format(
      "{} accepts the connection and acknowledges a single byte that is no TLS, but no TLS "
      "ClientHello within {}, nor one in small segments or without the hub's name: something on "
      "the way swallows TLS, and neither a small MTU nor the name explains it.",
      tls_peer_text(facts, *evidence),
      human_duration(evidence->end - evidence->begin));
  return verdict;
}

}  // namespace

constinit const VerdictRow kTlsFiltered{
    .code = "tls-filtered",
    .severity = Severity::error,
    .stage = "tls",
    .title = "TCP connects and carries bytes, and every TLS ClientHello is swallowed on the way",
    .fix = "Have the site's firewall let TLS pass to {hubs} on TCP ports {own.port} and "
           "{web.port}, uninspected: a rule that goes by application, or an inspection that fails, "
           "drops it.",
    .elsewhere = "Have the site's firewall let TLS pass to {hubs} on TCP port {port}, uninspected: "
                 "a rule that goes by application, or an inspection that fails, drops it.",
    .guide = "",
    .rule = tls_filtered_rule};

}  // namespace edge::probe
