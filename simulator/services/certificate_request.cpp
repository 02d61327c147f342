#include "simulator/services/certificate_request.hpp"

namespace edge::sim {

CertificateRequest request_for(const CertificateSpec& wanted, const std::string& name,
                               WallTime now) {
  CertificateRequest request;
  request.common_name = wanted.common_name.empty() ? name : wanted.common_name;
  request.dns_names = wanted.dns_names;
  if (request.dns_names.empty()) request.dns_names = {name};
  request.not_before = now + wanted.not_before;
  request.not_after = now + wanted.not_after;
  request.weak_key = wanted.form == CertificateForm::weak_key;
  request.weak_digest = wanted.form == CertificateForm::weak_digest;
  request.client_only = wanted.form == CertificateForm::client_only;
  request.self_signed = wanted.form == CertificateForm::self_signed;
  return request;
}

}  // namespace edge::sim
