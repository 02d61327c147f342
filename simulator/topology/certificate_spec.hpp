// What is said of a certificate before it is issued (common/tls/certificate_authority.hpp).
#pragma once

#include <string>
#include <vector>

#include "common/world/time.hpp"

namespace edge {

/// What is odd about a certificate beside its names, dates and issuer.
enum class CertificateForm {
  usual,
  weak_key,     // RSA of 1024 bits
  weak_digest,  // signed with SHA-1
  client_only,  // its purpose is that of a client
  self_signed,  // by itself, in the issuer's place
};

/// The certificate a TLS service shows. Dates are relative to the world's wall clock at its start.
struct CertificateSpec {
  std::string common_name;               // empty: the service's own host name
  std::vector<std::string> dns_names;    // empty: the service's own host name
  Duration not_before = -std::chrono::hours{24};
  Duration not_after = std::chrono::hours{24 * 365};
  std::string issuer = "hub-ca";         // "hub-ca" is the one the probe is given as trusted
  CertificateForm form = CertificateForm::usual;
  bool operator==(const CertificateSpec&) const = default;
};

}  // namespace edge
