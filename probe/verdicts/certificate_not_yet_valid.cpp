// certificate-not-yet-valid: by the device's clock a certificate of the chain is from the future.
#include <fmt/format.h>

#include "probe/verdicts/certificate_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> certificate_not_yet_valid_rule(const Case& facts) {
  const auto found = with_defect(facts, CertificateDefect::not_yet_valid);
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  const CertificateFacts* certificate = out_of_date(*detail, CertificateDefect::not_yet_valid);
  Verdict verdict = verdict_on(found);
  const std::string from =
      certificate ? fmt::format(" is valid from {} only", date_text(certificate->not_before))
                  : " is not valid yet";
  verdict.cause = fmt::format("{}{}{}; this device's clock says {} and is probably behind.",
                              certificate_name(facts, *detail, certificate),
                              at_peer(*evidence), from,
                              date_text(detail->checked_at));
  if (!certificate && !detail->chain.empty()) {
    verdict.cause = fmt::format(
        "The authority {}, which this device trusts, is not valid yet; this device's clock says {} "
        "and is probably behind.", detail->chain.back().issuer, date_text(detail->checked_at));
  }
  verdict.confidence = Confidence::likely;
  verdict.separate_by = fmt::format(
      "Compare the device's clock ({}) with a reliable one: if it is right after all, the "
      "certificate was issued too early.", date_text(detail->checked_at));
  return verdict;
}

}  // namespace

constinit const VerdictRow kCertificateNotYetValid{
    .code = "certificate-not-yet-valid",
    .severity = Severity::error,
    .stage = "tls",
    .title = "A certificate is not valid yet, by the device's clock",
    .fix = "Set the device's clock (`date -u` shows it) and fix what should keep it: NTP (UDP port "
           "123 to a reachable time server) and the clock's battery. In a container whose date is "
           "1970 or wrong while the host's is right, update libseccomp2 on the host (32-bit ARM).",
    .elsewhere = "Look at this device's clock first (`date -u`; NTP is UDP port 123): it is "
                 "behind. If it is right, the certificate was issued for later.",
    .guide = "",
    .rule = certificate_not_yet_valid_rule};

}  // namespace edge::probe
