// not-tls: the first bytes from the peer are no TLS record.
#include <fmt/format.h>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> not_tls_rule(const Case& facts) {
  const auto found = culprits<TlsDetail>(
      facts, [](const auto& detail, const auto&) { return !detail.first_bytes.empty(); });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  const bool http = detail->first_bytes.find("HTTP") != std::string::npos;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format(
      "{} does not speak TLS{}: the answer begins with{}.",
      tls_peer_text(facts, *evidence),
      http ? " but plain HTTP, as a proxy or a captive portal does" : "",
      quotation(detail->first_bytes));
  return verdict;
}

}  // namespace

constinit const VerdictRow kNotTls{
    .code = "not-tls",
    .severity = Severity::error,
    .stage = "tls",
    .title = "Something other than TLS answers on the TLS port",
    .fix = "This is not the hub. A transparent proxy or captive portal has taken the connection "
           "(log the device in or have it exempted), the port is wrong, or the name resolves to "
           "another machine.",
    .guide = "",
    .rule = not_tls_rule};

}  // namespace edge::probe
