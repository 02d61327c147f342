// proxy-credentials-missing: the proxy asks for credentials, without or in spite of some.
#include <fmt/format.h>

#include "common/base/ascii_case.hpp"
#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/proxy_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kWrongCredentialsFix =
    "Correct user and password in the proxy setting of the agent, with special characters "
    "percent-encoded, or have the proxy let this device through without.";

// AuthenticationHelper.cs of dotnet/runtime (System.Net.Http) answers Digest and Basic; for NTLM
// and Negotiate it needs GSSAPI, which the agent's image has not.
constexpr const char* kNoBasicFix =
    "Whether user and password are right is not known: this probe can do Basic only, and the proxy "
    "does not offer it. The agent can do Digest as well: its own log tells whether that passes. A "
    "proxy that offers just NTLM or Negotiate needs an exception for this device.";

constexpr const char* kNoSchemeFix =
    "Have the proxy's administrator see why its 407 lacks Proxy-Authenticate (RFC 9110 section "
    "15.5.8 asks for it), or have it let this device through without credentials.";

bool offers_basic(const ProxyDetail& detail) {
  const std::string asks = lower_case(detail.authenticate);
  return asks.empty() || asks.find("basic") != std::string::npos;
}

std::optional<Verdict> proxy_credentials_missing_rule(const Case& facts) {
  const auto found = culprits<ProxyDetail>(
      facts, [](const auto& detail, const auto&) { return refuses_credentials(detail); });
  if (found.empty()) return std::nullopt;
  const ProxyDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  const std::string asks =
      detail.authenticate.empty() ? "" : " (it asks for" + quotation(detail.authenticate) + ")";
  verdict.cause =
      detail.credentials_sent
          ? fmt::format("The proxy {} refuses the credentials it was given: status {}{}.",
                        detail.proxy, detail.status, asks)
          : fmt::format("The proxy {} wants credentials and got none: status {}{}.", detail.proxy,
                        detail.status, asks);
  if (detail.status == 407 && detail.authenticate.empty()) {
    verdict.cause += " It names no kind of credentials (Proxy-Authenticate is missing), so the "
                     "agent has nothing to answer it with.";
    verdict.fix = kNoSchemeFix;
    return verdict;
  }
  if (!detail.credentials_sent) return verdict;
  verdict.fix = offers_basic(detail) ? kWrongCredentialsFix : kNoBasicFix;
  return verdict;
}

}  // namespace

constinit const VerdictRow kProxyCredentialsMissing{
    .code = "proxy-credentials-missing",
    .severity = Severity::error,
    .stage = "proxy",
    .title = "The proxy asks for credentials (407)",
    .fix = "Put user and password into the proxy setting of the agent, "
           "https_proxy=http://USER:PASSWORD@PROXY:PORT, with special characters percent-encoded, "
           "or have the proxy let this device through without. The agent can do Basic and Digest "
           "only: a proxy that offers just NTLM or Negotiate needs an exception for this device.",
    .elsewhere = "Give the proxy's user and password with `--proxy-credentials @FILE`, or have "
                 "the proxy let this device through without.",
    .guide = "",
    .rule = proxy_credentials_missing_rule};

}  // namespace edge::probe
