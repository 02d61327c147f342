// Owning handles for OpenSSL objects, the text of its error queue. Not outside this folder.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace edge {

template <auto Free>
struct OpenSslFree {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

using BioPtr = std::unique_ptr<BIO, OpenSslFree<BIO_free_all>>;
using CertificatePtr = std::unique_ptr<X509, OpenSslFree<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, OpenSslFree<EVP_PKEY_free>>;
using SslContextPtr = std::unique_ptr<SSL_CTX, OpenSslFree<SSL_CTX_free>>;
using SslPtr = std::unique_ptr<SSL, OpenSslFree<SSL_free>>;

/// A read-only BIO over `text`, which must outlive it.
BioPtr bio_over(std::string_view text);

/// OpenSSL's words for the oldest queued error, which is the root; empties the queue.
std::string take_openssl_error();

/// Throws std::runtime_error "<attempt>: <OpenSSL's words>" unless `ok`.
void require_openssl(bool ok, std::string_view attempt);

/// Parses the first private key of `pem`, never asking for a passphrase. Null if there is none.
KeyPtr parse_private_key(std::string_view pem);

/// Parses the next certificate of `bio`. Null at the end, or with errors queued.
CertificatePtr parse_certificate(BIO* bio);

}  // namespace edge
