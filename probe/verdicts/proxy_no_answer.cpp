// proxy-no-answer: the proxy accepts the connection and never answers CONNECT, or hangs up.
#include <fmt/format.h>

#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr Duration kSoonestFromOutside = std::chrono::milliseconds{50};
constexpr const char* kRuleFix =
    "Check that the port is an HTTP proxy's (not SOCKS, not the proxy's web page, not an HTTPS "
    "port: the agent speaks plain http:// to a proxy). If it is, it ends the connection so soon "
    "that it has hardly asked anybody else: a rule of its own denies this CONNECT (squid: "
    "http_access with deny_info TCP_RESET). Have its administrator allow CONNECT to {hubs}, port "
    "{web.port}.";

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
          : fmt::format("The proxy {} accepts the connection and ends it {} after the request for "
                        "a tunnel to {}:{}, without a proper answer.", detail->proxy,
                        human_duration(evidence->end - evidence->begin), facts.host,
                        hub_port(facts, evidence->transport));
  // No way outwards fails so soon.
  const bool at_once = evidence->outcome == Outcome::failed &&
                       evidence->end - evidence->begin < kSoonestFromOutside;
  if (at_once && facts.profile.to_hub) verdict.fix = kRuleFix;
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
