// What a server learns of the certificate that its client shows.
#include "tests/support/client_certificate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/tls_pair.hpp"

namespace edge::test {
namespace {

using namespace std::chrono_literals;

CertificateRequest device_certificate(const std::string& name) {
  CertificateRequest request = hub_certificate();
  request.common_name = name;
  request.dns_names = {};
  return request;
}

struct ClientCertificate : testing::Test {
  /// What a server that trusts `anchor` learns of a client that shows `own`.
  std::optional<PeerCertificate> shown(const IssuedCertificate& own, const std::string& anchor) {
    TlsPair pair;
    TlsServerOptions options = server_with(pair.authority.issue(pair.request));
    options.client_ca_pem = anchor;
    TlsServer server(options);
    std::optional<PeerCertificate> peer;
    auto near = pair.world.start(
        handshake_showing(pair.world, std::move(pair.wire.near), own, pair.client_detail));
    auto far = pair.world.start(
        server.handshake(pair.world, std::move(pair.wire.far), pair.server_detail, peer));
    pair.world.settle();
    EXPECT_TRUE(near->take());
    EXPECT_TRUE(far->take());
    return peer;
  }
  CertificateAuthority authority{"device CA", test_day()};
  CertificateAuthority foreign{"elsewhere", test_day()};
};

TEST_F(ClientCertificate, OfTheTrustedAuthority) {
  const auto peer = shown(authority.issue(device_certificate("dev,1+\"#=;")),
                          authority.certificate_pem());
  ASSERT_TRUE(peer);
  EXPECT_TRUE(peer->trusted);
  EXPECT_EQ(peer->common_name, "dev,1+\"#=;");  // as it stands there, not as RFC 2253 writes it
  EXPECT_EQ(peer->sha256.size(), 64u);
}

TEST_F(ClientCertificate, OfAnotherAuthorityIsSeenAndNotTrusted) {
  const auto own = foreign.issue(device_certificate("dev1"));
  for (const std::string& anchor : {authority.certificate_pem(), std::string()}) {
    const auto peer = shown(own, anchor);
    ASSERT_TRUE(peer);
    EXPECT_FALSE(peer->trusted);
    EXPECT_EQ(peer->common_name, "dev1");
  }
}

TEST_F(ClientCertificate, OutOfItsDatesIsNotTrusted) {
  CertificateRequest expired = device_certificate("dev1");
  expired.not_after = test_day() - 1h;
  CertificateRequest early = device_certificate("dev1");
  early.not_before = test_day() + 1h;
  for (const auto& request : {expired, early}) {
    EXPECT_FALSE(shown(authority.issue(request), authority.certificate_pem())->trusted);
  }
}

TEST_F(ClientCertificate, TheClientsAuthorityIsNoPartOfTheServersChain) {
  TlsPair pair;
  TlsClientOptions trusting;
  trusting.server_name = "hub.test";
  trusting.ca_pem = pair.authority.certificate_pem();
  TlsServerOptions options = server_with(pair.authority.issue(pair.request));
  options.client_ca_pem = pair.authority.certificate_pem();
  TlsClient client(trusting);
  TlsServer server(options);
  pair.handshake(client, server);
  EXPECT_EQ(pair.client_detail.chain.size(), 1u);
}

TEST_F(ClientCertificate, NoneIsFine) {
  EXPECT_FALSE(shown({}, authority.certificate_pem()));
}

TEST_F(ClientCertificate, NoneIsRefusedWhereOneIsDemanded) {
  TlsPair pair;
  TlsClientOptions trusting;
  trusting.server_name = "hub.test";
  trusting.ca_pem = pair.authority.certificate_pem();
  TlsServerOptions options = server_with(pair.authority.issue(pair.request));
  options.demand_client_certificate = true;
  TlsClient client(trusting);
  TlsServer server(options);
  auto near = pair.world.start(
      client.handshake(pair.world, std::move(pair.wire.near), pair.client_detail));
  auto far = pair.world.start(
      server.handshake(pair.world, std::move(pair.wire.far), pair.server_detail));
  pair.world.settle();
  EXPECT_TRUE(near->take());  // in TLS 1.3 the client is told only later
  EXPECT_FALSE(far->take());
}

}  // namespace
}  // namespace edge::test
