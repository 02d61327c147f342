// A TLS client that shows a certificate and trusts every server: for tests of servers that judge
// their clients.
#pragma once

#include "common/tls/certificate_authority.hpp"
#include "common/tls/tls_stream.hpp"

namespace edge::test {

/// `detail` must outlive the handshake. Without a certificate if `own` is empty.
inline Awaitable<Result<std::unique_ptr<Stream>>> handshake_showing(World& world,
                                                                    std::unique_ptr<Stream> below,
                                                                    const IssuedCertificate& own,
                                                                    TlsDetail& detail) {
  const SslContextPtr context = new_tls_context(TlsRole::client);
  if (!own.certificate_pem.empty()) {
    const BioPtr certificate = bio_over(own.certificate_pem);
    SSL_CTX_use_certificate(context.get(), parse_certificate(certificate.get()).get());
    SSL_CTX_use_PrivateKey(context.get(), parse_private_key(own.private_key_pem).get());
  }
  auto engine = std::make_unique<TlsEngine>(context.get(), TlsRole::client, detail);
  return handshake_over(world, std::move(below), std::move(engine), detail);
}

}  // namespace edge::test
