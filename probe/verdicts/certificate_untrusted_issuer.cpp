// certificate-untrusted-issuer: the chain ends at an authority that this device does not trust:
// somebody inspects TLS, or the device's own list of authorities is too old.
#include <fmt/format.h>

#include "probe/verdicts/certificate_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// The peer's own certificate came alone, and another issued it that is no root by its name.
bool lacks_intermediate(const TlsDetail& detail) {
  if (detail.chain.size() != 1) return false;
  const CertificateFacts& own = detail.chain.front();
  return own.issuer != own.subject && own.issuer.find("Root") == std::string::npos;
}

/// RFC 5280 section 3.2: issuer and subject are the same, and nobody vouches for it.
bool self_signed(const TlsDetail& detail) {
  return detail.chain.size() == 1 && detail.chain.front().issuer == detail.chain.front().subject;
}

constexpr const char* kWholeChainFix =
    "If that issuer is of a firewall or proxy that opens TLS (they often send their certificate "
    "alone), have whoever runs it exempt {hubs}. If the machine is your own, have it send "
    "the whole chain, its own certificate and the one of its issuer, as an IoT hub always does. "
    "Giving the issuer's certificate with `--ca-file` shows whether anything else is wrong.";

std::optional<Verdict> certificate_untrusted_issuer_rule(const Case& facts) {
  auto found = with_defect(facts, CertificateDefect::untrusted_issuer);
  // What opens TLS on the way makes its certificate for the hub's name: another name is another
  // machine's, whoever issued it (certificate-wrong-name).
  std::erase_if(found, [](const Culprit<TlsDetail>& one) {
    return std::ranges::find(one.detail->defects, CertificateDefect::wrong_name) !=
           one.detail->defects.end();
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  const std::string issuer =
      detail->chain.empty() ? "an unnamed authority" : detail->chain.back().issuer;
  if (lacks_intermediate(*detail)) {
    verdict.cause = fmt::format(
        "The certificate{} comes alone, without that of its issuer {}, which this device does not "
        "have as a trusted one: the intermediate certificate is missing, or {} is an authority of "
        "something that opens TLS on the way.", at_peer(*evidence), issuer, issuer);
    verdict.confidence = Confidence::likely;
    verdict.fix = kWholeChainFix;
    return verdict;
  }
  if (names_hub_authority(issuer)) {
    verdict.cause = fmt::format(
        "The certificate{} is issued by {}, a name the hub's authorities use, but this device "
        "does not trust it: its list of authorities lacks that root.", at_peer(*evidence), issuer);
    verdict.confidence = Confidence::likely;
    verdict.fix = fmt::format(
        "Update the list of authorities where the agent runs (`apt-get install --only-upgrade "
        "ca-certificates` and `update-ca-certificates`, or a newer module image): {} must be in "
        "it.", issuer);
    return verdict;
  }
  verdict.cause = fmt::format(
      "The certificate{} is {}, which this device does not trust: something between here and the "
      "{} opens TLS with a certificate of its own, or {}.", at_peer(*evidence),
      self_signed(*detail) ? "self-signed: it is issued by itself, " + issuer
                           : "issued by " + issuer,
      peer_word(facts),
      self_signed(*detail) ? "the gateway's own certificate is not among the trusted ones here"
                           : fmt::format("the {}'s private authority is missing here",
                                         peer_word(facts)));
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
    .elsewhere = "Best: have whoever runs the inspecting firewall or proxy exempt {hubs}. If the "
                 "issuer is your own authority, give it to this program with `--ca-file` and to "
                 "every component that connects there; if it is a public one, update this device's "
                 "list of authorities (ca-certificates).",
    .guide = "",
    .rule = certificate_untrusted_issuer_rule};

}  // namespace edge::probe
