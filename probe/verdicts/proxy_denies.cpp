// proxy-denies: the proxy answers CONNECT with a refusal that is not about credentials.
#include <fmt/format.h>

#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/proxy_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// 502, 503 and 504 say that the proxy would, but cannot (RFC 9110 section 15.6).
bool cannot(int status) { return status == 502 || status == 503 || status == 504; }

std::optional<Verdict> proxy_denies_rule(const Case& facts) {
  const auto found = culprits<ProxyDetail>(facts, [](const auto& detail, const auto&) {
    return detail.status != 0 && !refuses_credentials(detail);
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, told] = found.front();
  const ProxyDetail& detail = *told;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("The proxy {} {} a tunnel to {}:{}: status {}{}.", detail.proxy,
                              cannot(detail.status) ? "tried and failed to open" : "denies",
                              facts.host, hub_port(facts, evidence->transport), detail.status,
                              quotation(detail.reason));
  if (cannot(detail.status)) {
    verdict.fix = "The proxy itself cannot reach the hub: its administrator should check its name "
                  "servers and that its own firewall lets it connect to port {web.port} of "
                  "the hub.";
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kProxyDenies{
    .code = "proxy-denies",
    .severity = Severity::error,
    .stage = "proxy",
    .title = "The proxy refuses the tunnel to the hub (403, 502, ...)",
    .fix = "Ask the proxy's administrator to allow CONNECT to {hubs} port {web.port} for "
           "this device, without TLS inspection.",
    .guide = "",
    .rule = proxy_denies_rule};

}  // namespace edge::probe
