// A TLS client and a TLS server over a ScriptedPair, with an authority of their own.
#pragma once

#include <string>

#include "common/tls/certificate_authority.hpp"
#include "common/tls/tls.hpp"
#include "tests/support/stream_pair.hpp"
#include "tests/support/test_world.hpp"

namespace edge::test {

using HandshakeResult = Result<std::unique_ptr<Stream>>;

/// 2026-11-22, as TestWorld's wall clock at its start.
inline WallTime test_day() {
  return std::chrono::sys_days{std::chrono::year{2026} / 11 / 22};
}

inline TlsServerOptions server_with(const IssuedCertificate& issued) {
  TlsServerOptions options;
  options.certificate_pem = issued.certificate_pem;
  options.private_key_pem = issued.private_key_pem;
  return options;
}

/// A certificate for hub.test, good from the day before test_day() to the day after.
inline CertificateRequest hub_certificate() {
  CertificateRequest request;
  request.common_name = "hub.test";
  request.dns_names = {"hub.test", "192.0.2.1", "2001:db8::1"};
  request.not_before = test_day() - std::chrono::hours{24};
  request.not_after = test_day() + std::chrono::hours{24};
  return request;
}

struct TlsPair {
  TestWorld world;
  ScriptedPair wire;
  CertificateAuthority authority{"test CA", test_day()};
  CertificateRequest request = hub_certificate();
  std::string server_name = "hub.test";
  TlsDetail client_detail, server_detail;

  /// Both handshakes, as far as they go.
  void handshake() {
    TlsClientOptions options;
    options.server_name = server_name;
    options.ca_pem = authority.certificate_pem();
    TlsClient client(options);
    TlsServer server(server_with(authority.issue(request)));
    handshake(client, server);
  }

  void handshake(TlsClient& client, TlsServer& server) {
    auto near = world.start(client.handshake(world, std::move(wire.near), client_detail));
    auto far = world.start(server.handshake(world, std::move(wire.far), server_detail));
    world.settle();
    client_result = near->take();
    server_result = far->take();
  }

  /// The established ends. They throw if there are none.
  Stream& client() { return *client_result.value(); }
  Stream& server() { return *server_result.value(); }

  HandshakeResult client_result, server_result;
};

}  // namespace edge::test
