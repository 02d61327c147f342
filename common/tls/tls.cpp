#include "common/tls/tls.hpp"

#include <stdexcept>
#include <utility>

#include "common/tls/tls_stream.hpp"
#include "common/tls/trust_store.hpp"
#include "common/tls/verification.hpp"

namespace edge {
namespace {

/// SNI and certificates know no trailing dot (RFC 6066 section 3).
std::string without_root_dot(std::string name) {
  if (!name.empty() && name.back() == '.') name.pop_back();
  return name;
}

/// `whose`: "server" or "client".
void use_certificate(SSL_CTX* context, std::string_view pem, const std::string& whose) {
  const BioPtr bio = bio_over(pem);
  const CertificatePtr leaf = parse_certificate(bio.get());
  require_openssl(leaf && SSL_CTX_use_certificate(context, leaf.get()) == 1,
                  "TLS " + whose + " certificate");
  while (const CertificatePtr next = parse_certificate(bio.get())) {
    require_openssl(SSL_CTX_add1_chain_cert(context, next.get()) == 1, "TLS " + whose + " chain");
  }
  ERR_clear_error();
}

void use_private_key(SSL_CTX* context, std::string_view pem, const std::string& whose) {
  const KeyPtr key = parse_private_key(pem);
  require_openssl(key != nullptr, "TLS " + whose + " key");
  require_openssl(SSL_CTX_use_PrivateKey(context, key.get()) == 1, "TLS " + whose + " key");
}

}  // namespace

struct TlsClient::Impl {
  std::string server_name;
  SslContextPtr context = new_tls_context(TlsRole::client);
};

TlsClient::TlsClient(const TlsClientOptions& options) : impl_(std::make_unique<Impl>()) {
  impl_->server_name = without_root_dot(options.server_name);
  if (impl_->server_name.empty()) throw std::runtime_error("TLS: the server name is empty");
  SSL_CTX* context = impl_->context.get();
  verify_and_record(context);
  if (!options.ca_pem.empty()) {
    trust_pem(SSL_CTX_get_cert_store(context), options.ca_pem, "CA certificates");
  } else if (!options.ca_file.empty()) {
    trust_file(SSL_CTX_get_cert_store(context), options.ca_file);
  } else {
    trust_system(context, options.system_bundle, options.system_folders);
  }
}

TlsClient::~TlsClient() = default;

void TlsClient::show(std::string_view certificate_pem, std::string_view private_key_pem) {
  use_certificate(impl_->context.get(), certificate_pem, "client");
  use_private_key(impl_->context.get(), private_key_pem, "client");
}

Awaitable<Result<std::unique_ptr<Stream>>> TlsClient::handshake(World& world,
                                                                std::unique_ptr<Stream> below,
                                                                TlsDetail& detail) {
  detail.checked_at = world.wall();
  detail.server_name = impl_->server_name;
  auto engine = std::make_unique<TlsEngine>(impl_->context.get(), TlsRole::client, detail);
  expect_peer(engine->ssl(), impl_->server_name, detail.checked_at);
  return handshake_over(world, std::move(below), std::move(engine), detail);
}

struct TlsServer::Impl {
  SslContextPtr context = new_tls_context(TlsRole::server);
};

TlsServer::TlsServer(const TlsServerOptions& options) : impl_(std::make_unique<Impl>()) {
  SSL_CTX* context = impl_->context.get();
  if (options.weak_certificate) SSL_CTX_set_security_level(context, 0);
  use_certificate(context, options.certificate_pem, "server");
  use_private_key(context, options.private_key_pem, "server");
  if (options.request_client_certificate) accept_and_record(context);
  if (options.demand_client_certificate) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       SSL_CTX_get_verify_callback(context));
  }
  // Else OpenSSL sends what it finds among the clients' authorities as part of our own chain.
  SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN);
  if (!options.client_ca_pem.empty()) {
    trust_pem(SSL_CTX_get_cert_store(context), options.client_ca_pem, "CA of clients");
  }
}

TlsServer::~TlsServer() = default;

Awaitable<Result<std::unique_ptr<Stream>>> TlsServer::handshake(World& world,
                                                                std::unique_ptr<Stream> below,
                                                                TlsDetail& detail) {
  detail.checked_at = world.wall();
  auto engine = std::make_unique<TlsEngine>(impl_->context.get(), TlsRole::server, detail);
  hold_against(engine->ssl(), detail.checked_at);
  return handshake_over(world, std::move(below), std::move(engine), detail);
}

Awaitable<Result<std::unique_ptr<Stream>>> TlsServer::handshake(
    World& world, std::unique_ptr<Stream> below, TlsDetail& detail,
    std::optional<PeerCertificate>& peer) {
  detail.checked_at = world.wall();
  auto engine = std::make_unique<TlsEngine>(impl_->context.get(), TlsRole::server, detail);
  const SSL* ssl = engine->ssl();  // the stream keeps it
  hold_against(engine->ssl(), detail.checked_at);
  auto secured = co_await handshake_over(world, std::move(below), std::move(engine), detail);
  if (secured) peer = peer_certificate(ssl);
  co_return secured;
}

}  // namespace edge
