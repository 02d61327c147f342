// certificate-untrusted-issuer: the chain ends at an authority that this device does not trust:
// somebody inspects TLS, or the device's own list of authorities is too old.
#include <fmt/format.h>

#include <array>

#include "probe/verdicts/certificate_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// Names under which IoT hubs are really certified (iot-hub-tls-support.md). A forger may use them:
/// they change the advice, never the verdict.
constexpr std::array kHubAuthorities{"DigiCert", "Baltimore CyberTrust", "Microsoft Azure",
                                     "Microsoft RSA", "Microsoft ECC", "Microsoft TLS"};

bool names_hub_authority(std::string_view issuer) {
  for (std::string_view name : kHubAuthorities) {
    if (issuer.find(name) != std::string_view::npos) return true;
  }
  return false;
}

std::optional<Verdict> certificate_untrusted_issuer_rule(const Case& facts) {
  const auto found = with_defect(facts, CertificateDefect::untrusted_issuer);
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  const std::string issuer =
      detail->chain.empty() ? "an unnamed authority" : detail->chain.back().issuer;
  if (names_hub_authority(issuer)) {
    verdict.cause = fmt::format(
        "The certificate{} is issued by {}, a name the hub's authorities use, but this device "
        "does not trust it: its list of authorities lacks that root.", at_peer(*evidence), issuer);
    verdict.confidence = Confidence::likely;
    verdict.fix = "Update the list of authorities where the agent runs (`apt-get install "
                  "--only-upgrade ca-certificates` and `update-ca-certificates`, or a newer "
                  "module image): DigiCert Global Root G2 must be in it.";
    return verdict;
  }
  verdict.cause = fmt::format(
      "The certificate{} is issued by {}, which this device does not trust: something between "
      "here and the hub opens TLS with a certificate of its own, or the hub's private authority "
      "is missing here.", at_peer(*evidence), issuer);
  verdict.confidence = Confidence::likely;
  verdict.separate_by = fmt::format(
      "Run the probe from a network that does not inspect TLS and compare the issuer: if it "
      "differs from \"{}\", TLS is intercepted here.", issuer);
  return verdict;
}

}  // namespace

constinit const VerdictRow kCertificateUntrustedIssuer{
    .code = "certificate-untrusted-issuer",
    .severity = Severity::error,
    .stage = "tls",
    .title = "The certificate's issuer is not trusted: TLS is intercepted, or a root is missing",
    .fix = "Best: have whoever runs the inspecting firewall or proxy exempt {hubs}. "
           "Otherwise its authority must be trusted inside every module's image, not only on the "
           "host. If the issuer is your own authority (a parent gateway), give it to the device "
           "and to the probe with `--ca-file`.",
    .guide = "",
    .rule = certificate_untrusted_issuer_rule};

}  // namespace edge::probe
