// What works: handshakes of both versions, data both ways, orderly ends, cancellation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

#include "common/tls/tls_stream.hpp"
#include "common/world/with_deadline.hpp"
#include "tests/support/tls_pair.hpp"

namespace edge::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// A server that speaks one version only.
HandshakeResult handshake_with(TlsPair& pair, int version) {
  const IssuedCertificate issued = pair.authority.issue(pair.request);
  const SslContextPtr context = new_tls_context(TlsRole::server);
  SSL_CTX_set_max_proto_version(context.get(), version);
  const BioPtr certificate = bio_over(issued.certificate_pem);
  SSL_CTX_use_certificate(context.get(), parse_certificate(certificate.get()).get());
  SSL_CTX_use_PrivateKey(context.get(), parse_private_key(issued.private_key_pem).get());
  TlsClientOptions options;
  options.server_name = pair.server_name;
  options.ca_pem = pair.authority.certificate_pem();
  TlsClient client(options);
  auto engine =
      std::make_unique<TlsEngine>(context.get(), TlsRole::server, pair.server_detail);
  auto far = pair.world.start(
      handshake_over(pair.world, std::move(pair.wire.far), std::move(engine),
                     pair.server_detail));
  auto near = pair.world.start(
      client.handshake(pair.world, std::move(pair.wire.near), pair.client_detail));
  pair.world.settle();
  pair.server_result = far->take();
  return near->take();
}

TEST(Tls, Version13IsTheUsualOne) {
  TlsPair pair;
  pair.handshake();
  ASSERT_TRUE(pair.client_result) << pair.client_detail.error.text;
  ASSERT_TRUE(pair.server_result) << pair.server_detail.error.text;
  const TlsDetail& detail = pair.client_detail;
  EXPECT_EQ(detail.version, "TLSv1.3");
  EXPECT_EQ(detail.cipher, "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(detail.server_name, "hub.test");
  EXPECT_EQ(detail.error.text, "");
  EXPECT_EQ(detail.first_bytes, "");
  EXPECT_EQ(detail.alert, std::nullopt);
  EXPECT_THAT(detail.defects, IsEmpty());
  EXPECT_EQ(detail.checked_at, test_day());
  EXPECT_EQ(detail.bytes_received, pair.wire.far_script->sent.size());
  ASSERT_EQ(detail.chain.size(), 1u);
  EXPECT_EQ(detail.chain[0].subject, "CN=hub.test");
  EXPECT_EQ(detail.chain[0].issuer, "CN=test CA");
  EXPECT_THAT(detail.chain[0].names, ElementsAre("hub.test", "192.0.2.1", "2001:db8::1"));
  EXPECT_EQ(detail.chain[0].not_before, test_day() - 24h);
  EXPECT_EQ(detail.chain[0].not_after, test_day() + 24h);
  EXPECT_EQ(detail.chain[0].sha256.size(), 64u);
}

TEST(Tls, Version12) {
  TlsPair pair;
  pair.client_result = handshake_with(pair, TLS1_2_VERSION);
  ASSERT_TRUE(pair.client_result) << pair.client_detail.error.text;
  EXPECT_EQ(pair.client_detail.version, "TLSv1.2");
  EXPECT_EQ(pair.client_detail.cipher, "ECDHE-ECDSA-AES256-GCM-SHA384");
}

TEST(Tls, OneWritePerFlight) {
  TlsPair pair;
  pair.handshake();
  EXPECT_EQ(pair.wire.near_script->writes.size(), 2u);  // ClientHello; Certificate and Finished
  EXPECT_EQ(pair.wire.far_script->writes.size(), 1u);   // ServerHello up to Finished; no tickets
}

TEST(Tls, OneWritePerFlightIn12) {
  TlsPair pair;
  pair.client_result = handshake_with(pair, TLS1_2_VERSION);
  EXPECT_EQ(pair.wire.near_script->writes.size(), 2u);
  EXPECT_EQ(pair.wire.far_script->writes.size(), 2u);
}

TEST(Tls, ServerRecordsTheClientsChainAndTrustsAnyCertificate) {
  TlsPair pair;
  const CertificateAuthority foreign("elsewhere", test_day());
  const IssuedCertificate own = foreign.issue(hub_certificate());
  const SslContextPtr context = new_tls_context(TlsRole::client);
  const BioPtr certificate = bio_over(own.certificate_pem);
  SSL_CTX_use_certificate(context.get(), parse_certificate(certificate.get()).get());
  SSL_CTX_use_PrivateKey(context.get(), parse_private_key(own.private_key_pem).get());
  auto engine = std::make_unique<TlsEngine>(context.get(), TlsRole::client, pair.client_detail);
  TlsServer server(server_with(pair.authority.issue(pair.request)));
  auto near = pair.world.start(
      handshake_over(pair.world, std::move(pair.wire.near), std::move(engine),
                     pair.client_detail));
  auto far = pair.world.start(
      server.handshake(pair.world, std::move(pair.wire.far), pair.server_detail));
  pair.world.settle();
  EXPECT_TRUE(near->take());
  EXPECT_TRUE(far->take());
  ASSERT_EQ(pair.server_detail.chain.size(), 1u);
  EXPECT_EQ(pair.server_detail.chain[0].issuer, "CN=elsewhere");
}

TEST(Tls, ByteByByte) {
  TlsPair pair;
  pair.wire.near_script->max_read = pair.wire.far_script->max_read = 1;
  pair.handshake();
  ASSERT_TRUE(pair.client_result) << pair.client_detail.error.text;
  auto sent = pair.world.start(pair.client().write(as_bytes("AMQP")));
  EXPECT_EQ(as_text(pair.world.run(read_bytes(pair.server(), 4))), "AMQP");
  EXPECT_TRUE(sent->take());
}

TEST(Tls, AMebibyteBothWaysAtOnce) {
  TlsPair pair;
  pair.handshake();
  const Bytes up = pattern(1024 * 1024);
  const Bytes down(up.rbegin(), up.rend());
  auto sent_up = pair.world.start(pair.client().write(up));
  auto sent_down = pair.world.start(pair.server().write(down));
  auto got_down = pair.world.start(read_bytes(pair.client(), down.size()));
  EXPECT_TRUE(pair.world.run(read_bytes(pair.server(), up.size())) == up);
  EXPECT_TRUE(got_down->take() == down);
  EXPECT_TRUE(sent_up->take());
  EXPECT_TRUE(sent_down->take());
}

TEST(Tls, CloseIsSeenAsEofAfterTheData) {
  TlsPair pair;
  pair.handshake();
  auto sent = pair.world.start(pair.server().write(as_bytes("last")));
  pair.world.settle();
  spawn(pair.world.context().get_executor(), pair.server().close());
  EXPECT_EQ(as_text(pair.world.run(read_bytes(pair.client(), 100))), "last");
  Bytes buffer(16);
  const auto end = pair.world.run(pair.client().read_some(buffer));
  EXPECT_EQ(end.error(), boost::asio::error::eof);
  EXPECT_TRUE(pair.wire.far_script->closed);
}

TEST(Tls, CancelledReadsLoseNothing) {
  TlsPair pair;
  pair.wire.near_script->max_read = 7;  // so that records are cut
  pair.handshake();
  Bytes buffer(16);
  const auto silent = pair.world.run(
      with_deadline(pair.world, pair.world.now() + 10s, pair.client().read_some(buffer)));
  EXPECT_EQ(silent.error(), boost::system::errc::timed_out);
  auto sent = pair.world.start(pair.server().write(as_bytes("after the cancelled read")));
  EXPECT_EQ(as_text(pair.world.run(read_bytes(pair.client(), 24))), "after the cancelled read");
}

TEST(Tls, IpLiteralsAreComparedWithAddresses) {
  for (const char* name : {"192.0.2.1", "2001:db8::1"}) {
    TlsPair pair;
    pair.server_name = name;
    pair.handshake();
    EXPECT_TRUE(pair.client_result) << name << ": " << pair.client_detail.error.text;
  }
}

TEST(Tls, ATrailingDotIsNoPartOfTheName) {
  TlsPair pair;
  pair.server_name = "hub.test.";
  pair.handshake();
  EXPECT_TRUE(pair.client_result) << pair.client_detail.error.text;
  EXPECT_EQ(pair.client_detail.server_name, "hub.test");
}

TEST(Tls, CountersComeFromTheBottom) {
  TlsPair pair;
  pair.handshake();
  EXPECT_EQ(pair.client().tcp_info().bytes_acked, pair.wire.near_script->sent.size());
}

}  // namespace
}  // namespace edge::test
