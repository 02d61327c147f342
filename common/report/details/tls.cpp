#include "common/report/details/tls.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"
#include "common/report/timestamp.hpp"

namespace edge {

std::string_view name_of(CertificateDefect defect) {
  switch (defect) {
    case CertificateDefect::expired: return "expired";
    case CertificateDefect::not_yet_valid: return "not-yet-valid";
    case CertificateDefect::wrong_name: return "wrong-name";
    case CertificateDefect::untrusted_issuer: return "untrusted-issuer";
    case CertificateDefect::other: return "other";
  }
  return "";
}

std::string words_on(const TlsDetail& detail) {
  std::vector<std::string_view> defects;
  for (const CertificateDefect defect : detail.defects) defects.push_back(name_of(defect));
  const std::string bad = fmt::format("{}", fmt::join(defects, ", "));
  const CertificateFacts* leaf = detail.chain.empty() ? nullptr : &detail.chain.front();
  const std::string until =
      leaf ? "until " + log_time_text(leaf->not_after).substr(0, 10) : std::string{};
  const std::string who =
      leaf ? joined({shortened(leaf->subject), labelled("by", shortened(leaf->issuer)), until})
           : std::string{};
  const std::string alert = detail.alert ? fmt::format("alert {}", *detail.alert) : std::string{};
  const std::string error = bad.empty() ? detail.error.text : std::string{};
  return joined({labelled("certificate", bad), detail.version, alert, error,
                 labelled("began with", quotation(detail.first_bytes)), who});
}

}  // namespace edge
