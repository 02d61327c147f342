// tls-reset: the connection is reset or closed during the TLS handshake, without an alert.
#include <fmt/format.h>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

constexpr const char* kNotByNameFix =
    "See which machine has that address: if it forwards the port (a gateway, a load balancer, a "
    "published port), the service behind it is down. If it is the hub's own address, have the "
    "site's firewall let TLS to {hubs} pass.";

std::optional<Verdict> tls_reset_rule(const Case& facts) {
  const auto found = culprits<TlsDetail>(facts, [&](const TlsDetail& detail, const Evidence& seen) {
    return seen.outcome == Outcome::failed && ends_without_tls(detail, seen) &&
           !same_hello_elsewhere(facts, seen, detail) &&
           !explained_by_second_look(facts, seen);
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  const bool any_name = unnamed_hello_cut_too(facts, *evidence);
  const bool begun = !detail->version.empty();
  verdict.cause = fmt::format(
      "{} accepts the connection and ends it {} after the TLS ClientHello for {}{}, {}: {}.",
      tls_peer_text(facts, *evidence),
      human_duration(evidence->end - evidence->begin),
      detail->server_name.empty() ? facts.host : detail->server_name,
      detail->error.empty() ? "" : " (" + detail->error.text + ")",
      detail->alert ? "with close_notify alone (TLS alert 0)" : "without a TLS alert",
      begun      ? "a device on the way cuts TLS when it sees the certificate"
      : any_name ? "it does so without a name, too, so no name is filtered: a firewall cuts TLS to "
                   "this machine, or what listens there has no TLS service behind it"
                 : "a device on the way filters TLS by name, or this is no TLS server");
  verdict.confidence = Confidence::likely;
  if (any_name) verdict.fix = kNotByNameFix;
  blame_tunnel(verdict, facts, *evidence);
  verdict.separate_by =
      "On an unrestricted network run the probe with the same options: if TLS passes there, the "
      "site filters it; if not, the address belongs to another machine.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kTlsReset{
    .code = "tls-reset",
    .severity = Severity::error,
    .stage = "tls",
    .title = "The connection is cut right after the TLS ClientHello",
    .fix = "Have the site's firewall exempt {hubs} from TLS filtering and inspection. "
           "Check also that the name resolves to the hub's own address.",
    .elsewhere = "Have the site's firewall exempt {hubs} from TLS filtering and inspection, and "
                 "check that the name resolves to the endpoint's own address.",
    .guide = "",
    .rule = tls_reset_rule};

}  // namespace edge::probe
