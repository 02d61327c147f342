// proxy-no-answer: the proxy accepts the connection and never answers CONNECT, or hangs up.
#include <fmt/format.h>

#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> proxy_no_answer_rule(const Case& facts) {
  const auto found = culprits<ProxyDetail>(
      facts, [](const auto& detail, const auto&) { return detail.status == 0; });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  verdict.cause =
      evidence->outcome == Outcome::timed_out
          ? fmt::format("The proxy {} accepts the connection but does not answer the request for a "
                        "tunnel to {}:{} within {}.", detail->proxy, facts.host,
                        hub_port(facts, evidence->transport),
                        human_duration(evidence->end - evidence->begin))
          : fmt::format("The proxy {} accepts the connection and ends it without a proper answer "
                        "to the request for a tunnel to {}:{}.", detail->proxy, facts.host,
                        hub_port(facts, evidence->transport));
  return verdict;
}

}  // namespace

constinit const VerdictRow kProxyNoAnswer{
    .code = "proxy-no-answer",
    .severity = Severity::error,
    .stage = "proxy",
    .title = "The proxy accepts the connection but does not answer CONNECT",
    .fix = "Check that the port is an HTTP proxy's (not SOCKS, not the proxy's web page, not an "
           "HTTPS port: the agent speaks plain http:// to a proxy). If it is, the proxy itself "
           "cannot reach the hub or its name servers: ask its administrator for the log line of "
           "this CONNECT.",
    .elsewhere = "Check the proxy's address and port (not its HTTPS port). If they are right, the "
                 "proxy itself cannot reach {hubs} or its name servers: ask its administrator for "
                 "the log line of this CONNECT.",
    .guide = "",
    .rule = proxy_no_answer_rule};

}  // namespace edge::probe
