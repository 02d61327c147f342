#include "probe/verdicts/certificate_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "probe/verdicts/phrases.hpp"

namespace edge::probe {

std::vector<Culprit<TlsDetail>> with_defect(const Case& facts, CertificateDefect defect) {
  return culprits<TlsDetail>(facts, [defect](const TlsDetail& detail, const Evidence&) {
    return std::find(detail.defects.begin(), detail.defects.end(), defect) != detail.defects.end();
  });
}

const CertificateFacts* out_of_date(const TlsDetail& detail, CertificateDefect defect) {
  for (const CertificateFacts& certificate : detail.chain) {
    const bool over = certificate.not_after < detail.checked_at;
    const bool early = certificate.not_before > detail.checked_at;
    if (defect == CertificateDefect::expired ? over : early) return &certificate;
  }
  return nullptr;
}

std::string certificate_name(const Case& facts, const TlsDetail& detail,
                             const CertificateFacts* certificate) {
  if (!certificate) return "A certificate";
  if (certificate == &detail.chain.front()) {
    return fmt::format("The {}'s certificate ({})", peer_word(facts), certificate->subject);
  }
  return fmt::format("A certificate of the {}'s chain ({})", peer_word(facts),
                     certificate->subject);
}

bool names_hub_authority(std::string_view issuer) {
  constexpr std::array kHubAuthorities{"DigiCert", "Baltimore CyberTrust", "Microsoft Azure",
                                       "Microsoft RSA", "Microsoft ECC", "Microsoft TLS"};
  return std::ranges::any_of(kHubAuthorities, [&](std::string_view name) {
    return issuer.find(name) != std::string_view::npos;
  });
}

std::string at_peer(const Evidence& evidence) {
  return evidence.peer ? " at " + to_string(*evidence.peer) : std::string{};
}

}  // namespace edge::probe
