// proxy-denies: the proxy answers CONNECT with a refusal that is not about credentials.
#include <fmt/format.h>

#include "common/report/layout.hpp"
#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/proxy_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// The proxy would, but cannot (RFC 9110 section 15.6); tinyproxy and squid answer 500 then, too.
bool cannot(int status) {
  return status == 500 || status == 502 || status == 503 || status == 504;
}

/// That long it had no answer from the hub, rather than one that ended it.
constexpr Duration kTriedLong = std::chrono::seconds{1};

/// What web servers and portals answer, and no proxy that knows CONNECT.
bool is_no_proxys(int status) {
  return status / 100 == 3 || status == 400 || status == 401 || status == 404 || status == 405 ||
         status == 501 || status == 511;  // RFC 6585 section 6: a captive portal
}

/// What squid says in X-Squid-Error, and what is to be done.
struct SquidRow {
  std::string_view word;
  std::string_view fix;
};
constexpr SquidRow kSquid[] = {
    {"ERR_DNS_FAIL", "The proxy's name servers do not know the hub: its administrator should see "
                     "whether they resolve outside names."},
    {"ERR_CONNECT_FAIL", "The proxy's connection to port {web.port} of the hub fails: its "
                         "administrator should see what its own firewall, and the site's, let it "
                         "connect to."},
    {"ERR_CANNOT_FORWARD", "The proxy is to pass requests to another one (its parent), and has "
                           "none that works: its administrator should see to that."},
    {"ERR_ACCESS_DENIED", "A rule of the proxy denies it: its administrator should allow CONNECT "
                          "to {hubs} port {web.port} for this device (squid: http_access)."},
};

std::string_view fix_of_squid(const ProxyDetail& detail) {
  for (const SquidRow& row : kSquid) {
    if (detail.squid_error.starts_with(row.word)) return row.fix;
  }
  return {};
}

std::optional<Verdict> proxy_denies_rule(const Case& facts) {
  const auto found = culprits<ProxyDetail>(facts, [](const auto& detail, const auto&) {
    return detail.status != 0 && !refuses_credentials(detail);
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, told] = found.front();
  const ProxyDetail& detail = *told;
  Verdict verdict = verdict_on(found);
  if (is_no_proxys(detail.status)) {
    verdict.confidence = Confidence::likely;
    verdict.cause = fmt::format(
        "{} answers the request for a tunnel to {}:{} with status {}{}, as a web server or a login "
        "page does: it is no HTTP proxy, or not on this port.", detail.proxy, facts.host,
        hub_port(facts, evidence->transport), detail.status, quotation(detail.reason));
    verdict.fix = "Check the proxy's address and port in the agent's setting (`https_proxy`, "
                  "`--proxy`): an HTTP proxy's own port, neither its web page's nor an HTTPS port. "
                  "If it is right, log in where the answer leads to, or ask the proxy's "
                  "administrator for the log line of this CONNECT.";
    return verdict;
  }
  const Duration took = evidence->end - evidence->begin;
  const auto tried = took < kTriedLong ? std::string("tried and failed")
                                       : "tried for " + human_duration(took) + " and failed";
  verdict.cause = fmt::format("The proxy {} {} a tunnel to {}:{}: status {}{}.", detail.proxy,
                              cannot(detail.status) ? tried + " to open" : "denies",
                              facts.host, hub_port(facts, evidence->transport), detail.status,
                              quotation(detail.reason));
  if (cannot(detail.status)) {
    verdict.fix = "The proxy itself cannot reach the hub: its administrator should check its name "
                  "servers and that its own firewall lets it connect to port {web.port} of "
                  "the hub.";
  }
  if (!detail.squid_error.empty()) verdict.cause += " It says " + detail.squid_error + ".";
  if (const auto fix = fix_of_squid(detail); !fix.empty()) verdict.fix = fix;
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
    .elsewhere = "Ask the proxy's administrator to allow CONNECT to {hubs} port {port} for this "
                 "device, without TLS inspection.",
    .guide = "",
    .rule = proxy_denies_rule};

}  // namespace edge::probe
