// certificate-unacceptable: OpenSSL refuses the chain for what is neither its date, its name nor
// its issuer: a key or digest that is too weak, another purpose, a broken extension.
#include <fmt/format.h>

#include "probe/verdicts/certificate_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> certificate_unacceptable_rule(const Case& facts) {
  const auto found = with_defect(facts, CertificateDefect::other);
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  const auto& chain = detail->chain;
  const std::string subject = chain.empty() ? "" : " (" + chain.front().subject + ")";
  verdict.cause = fmt::format("The certificate{}{} is refused: {}.", at_peer(*evidence), subject,
                              detail->defect_text.empty() ? "OpenSSL gives no reason"
                                                          : detail->defect_text);
  return verdict;
}

}  // namespace

constinit const VerdictRow kCertificateUnacceptable{
    .code = "certificate-unacceptable",
    .severity = Severity::error,
    .stage = "tls",
    .title = "The certificate is refused for its key, digest, purpose or form",
    .fix = "No IoT hub has such a certificate, so something on the way opens TLS (have it exempt "
           "{hubs}), or it is a gateway of your own: issue its certificate anew, with a key of "
           "RSA 2048 or EC P-256 at least, signed with SHA-256, for server authentication.",
    .elsewhere = "Something on the way opens TLS with a certificate that is no good (have it "
                 "exempt {hubs}), or whoever runs the endpoint must issue its certificate anew.",
    .guide = "",
    .rule = certificate_unacceptable_rule};

}  // namespace edge::probe
