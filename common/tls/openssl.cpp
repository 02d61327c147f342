#include "common/tls/openssl.hpp"

#include <openssl/pem.h>

#include <limits>
#include <stdexcept>

#include "common/base/check.hpp"

namespace edge {
namespace {

/// Without this OpenSSL would ask on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace

BioPtr bio_over(std::string_view text) {
  CHECK(text.size() <= std::numeric_limits<int>::max());
  BioPtr bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  CHECK(bio != nullptr);
  return bio;
}

std::string take_openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  if (reason != nullptr) return reason;
  return code == 0 ? "no reason given" : "OpenSSL error " + std::to_string(code);
}

void require_openssl(bool ok, std::string_view attempt) {
  if (!ok) throw std::runtime_error(std::string(attempt) + ": " + take_openssl_error());
}

KeyPtr parse_private_key(std::string_view pem) {
  const BioPtr bio = bio_over(pem);
  return KeyPtr(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
}

CertificatePtr parse_certificate(BIO* bio) {
  return CertificatePtr(PEM_read_bio_X509(bio, nullptr, no_passphrase, nullptr));
}

}  // namespace edge
