// Issues certificates for the simulator: a CA and leaves with any names and dates (ECDSA P-256).
// Not for production trust: keys live in memory unless the caller stores them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/world/time.hpp"

namespace edge {

struct CertificateRequest {
  std::string common_name;             // required
  std::vector<std::string> dns_names;  // subjectAltName; IP literals become iPAddress entries
  WallTime not_before{}, not_after{};  // required
  // What verifiers refuse:
  bool weak_key = false;     // RSA of 1024 bits
  bool weak_digest = false;  // signed with SHA-1
  bool client_only = false;  // not for servers
  bool self_signed = false;  // by its own key, in this authority's place
};

struct IssuedCertificate {
  std::string certificate_pem;  // leaf only
  std::string private_key_pem;
};

class CertificateAuthority {
 public:
  /// A new self-signed CA, valid ten years either side of `now`.
  CertificateAuthority(const std::string& common_name, WallTime now);
  /// An earlier one; throws std::runtime_error that says what is malformed.
  CertificateAuthority(const std::string& certificate_pem, const std::string& private_key_pem);
  ~CertificateAuthority();

  const std::string& certificate_pem() const;
  std::string private_key_pem() const;
  IssuedCertificate issue(const CertificateRequest& request) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace edge
