// Fills an OpenSSL store with trust anchors. Not for judging certificates.
#pragma once

#include <openssl/types.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace edge {

/// The system has no certificates, and no file of others was named.
struct NoSystemCertificates : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Adds every certificate of `pem`. Throws std::runtime_error "<source>: <reason>" when there is
/// none or one is malformed.
void trust_pem(X509_STORE* store, std::string_view pem, const std::string& source);

/// Reads `file` (at most 16 MiB) and adds its certificates. Throws as trust_pem(), and when the
/// file cannot be read.
void trust_file(X509_STORE* store, const std::string& file);

/// The system's anchors, read one by one as chains need them: those of `bundle` (SSL_CERT_FILE),
/// which may be missing, and of the hashed directories `folders` (SSL_CERT_DIR; empty: OpenSSL's),
/// as SSL_CTX_set_default_verify_paths() has it; without either those of the first known bundle.
/// Throws NoSystemCertificates when there is none, std::runtime_error for a `bundle` without any.
void trust_system(SSL_CTX* context, const std::string& bundle = {},
                  const std::string& folders = {});

}  // namespace edge
