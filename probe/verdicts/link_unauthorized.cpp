// link-unauthorized: the token was accepted, the telemetry link is refused as unauthorized.
#include <fmt/format.h>

#include "probe/verdicts/link_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> link_unauthorized_rule(const Case& facts) {
  const auto found = culprits<LinkDetail>(
      facts, [](const LinkDetail& detail, const Evidence&) { return link_unauthorized(detail); });
  if (found.empty()) return std::nullopt;
  const LinkDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  const auto taken = credentials_taken(facts);
  verdict.cause = fmt::format("The hub {}refuses the telemetry link: {}.", taken,
                              refusal_text(detail));
  if (taken.empty()) {
    verdict.fix =
        "A certificate is judged when the link opens. In the Azure portal the device must be "
        "enabled and authenticate by X.509: with the SHA-1 or SHA-256 thumbprint of exactly this "
        "certificate (`openssl x509 -noout -fingerprint -sha256 -in FILE`), or by an authority "
        "that is registered and verified there; then the certificate's common name must be the "
        "device's id.";
  }
  if (unauthorized_by_gateway(detail)) {
    verdict.cause = fmt::format("The parent gateway {} takes any token and refuses the telemetry "
                                "link: {}.", facts.host, refusal_text(detail));
    verdict.fix = fmt::format(
        "A parent gateway verifies the token when the link opens. Copy the connection string of "
        "exactly this device again from the Azure portal (key and DeviceId) and {}. If they are "
        "right: the device must be enabled and a child of this gateway there, and the gateway must "
        "have been connected to the hub since, to know of it.", facts.profile.change_credentials);
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kLinkUnauthorized{
    .code = "link-unauthorized",
    .severity = Severity::error,
    .stage = "link",
    .title = "The token is accepted, the link is refused as unauthorized (401002)",
    .fix = "The identity may log on but not act: check in the Azure portal that the device is "
           "enabled, is an IoT Edge device, that the token's policy has DeviceConnect, and that "
           "the hub's network rules (IP filter, public access) allow this network. A token made "
           "for a module serves that module only.",
    .guide = "",
    .rule = link_unauthorized_rule};

}  // namespace edge::probe
