// tls-name-filtered: TLS is silent or cut with the hub's name in its ClientHello (SNI), and
// answered without a name, at the same address and port.
#include <fmt/format.h>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

/// Silence on a line that loses packets: a name that passes on the other port is not filtered.
bool may_be_loss(const Case& facts, const TlsDetail& detail, const Evidence& seen) {
  return seen.outcome == Outcome::timed_out && facts.loss.lost > 0 &&
         same_hello_elsewhere(facts, seen, detail);
}

std::optional<Verdict> tls_name_filtered_rule(const Case& facts) {
  const auto found = culprits<TlsDetail>(facts, [&](const auto& detail, const Evidence& seen) {
    return ends_without_tls(detail, seen) && !small_hello_that_passed(facts, seen) &&
           unnamed_hello_that_passed(facts, seen) && !may_be_loss(facts, detail, seen);
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  cite(verdict, unnamed_hello_that_passed(facts, *evidence));
  const bool silent = evidence->outcome == Outcome::timed_out;
  verdict.cause = fmt::format(
      "{} {} a TLS ClientHello for {}, and answers one without a name: a filter on the way stops "
      "this name, or the machine there does not serve it.", tls_peer_text(facts, *evidence),
      silent ? "does not answer" : "ends the connection after",
      detail->server_name.empty() ? facts.host : detail->server_name);
  verdict.confidence = Confidence::likely;
  verdict.separate_by =
      "On an unrestricted network run the probe with the same options: if TLS passes there, the "
      "site filters the name; if not, the address belongs to another machine.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kTlsNameFiltered{
    .code = "tls-name-filtered",
    .severity = Severity::error,
    .stage = "tls",
    .title = "TLS is stopped for the hub's name, and passes without it",
    .fix = "Have the site's firewall or DNS and web filter exempt {hubs}: it reads the name in the "
           "ClientHello (SNI). If nothing on the way filters names, the name resolves to another "
           "machine: look into the hosts file and for a private endpoint of another hub.",
    .elsewhere = "Have the site's firewall or DNS and web filter exempt {hubs}: it reads the name "
                 "in the ClientHello, and stops it.",
    .guide = "",
    .rule = tls_name_filtered_rule};

}  // namespace edge::probe
