// Messages of handshakes after the first one cost far more than their bytes: a peer that sends them
// instead of data, or beside it, is given up before it makes us keep or compute much.
#include <gtest/gtest.h>

#include "common/tls/engine.hpp"
#include "common/tls/tls_error.hpp"
#include "common/tls/verification.hpp"
#include "tests/support/tls_pair.hpp"

namespace edge::test {
namespace {

SslContextPtr context_of_server() {
  const CertificateAuthority authority("test CA", test_day());
  const IssuedCertificate issued = authority.issue(hub_certificate());
  const BioPtr certificate = bio_over(issued.certificate_pem);
  SslContextPtr context = new_tls_context(TlsRole::server);
  SSL_CTX_use_certificate(context.get(), parse_certificate(certificate.get()).get());
  SSL_CTX_use_PrivateKey(context.get(), parse_private_key(issued.private_key_pem).get());
  return context;
}

/// A client and a server of one version, connected without any stream.
struct EnginePair {
  explicit EnginePair(int version) {
    for (SSL* ssl : {client.ssl(), server.ssl()}) {
      SSL_set_min_proto_version(ssl, version);
      SSL_set_max_proto_version(ssl, version);
      SSL_clear_options(ssl, SSL_OP_NO_RENEGOTIATION);
    }
    for (int flight = 0; flight < 4; ++flight) {
      client.handshake().value();
      server.feed(client.take_output());
      server.handshake().value();
      client.feed(server.take_output());
    }
  }

  TlsDetail client_detail, server_detail;
  SslContextPtr client_context = new_tls_context(TlsRole::client);
  SslContextPtr server_context = context_of_server();
  TlsEngine client{client_context.get(), TlsRole::client, client_detail};
  TlsEngine server{server_context.get(), TlsRole::server, server_detail};
};

/// Data comes along with each message, or not.
void update_keys(TlsEngine& peer, int how, bool with_data) {
  ASSERT_EQ(SSL_key_update(peer.ssl(), how), 1);
  if (with_data) {
    peer.write(as_bytes("data")).value();
  } else {
    ASSERT_EQ(SSL_do_handshake(peer.ssl()), 1);
  }
}

/// How many of `send` the server took before it gave the client up.
int taken(TlsEngine& peer, TlsEngine& reader, const std::function<void()>& send) {
  Bytes buffer(4096);
  for (int count = 1; count < 1000; ++count) {
    send();
    reader.feed(peer.take_output());
    for (;;) {
      const auto got = reader.read(buffer);
      if (!got) {
        EXPECT_EQ(got.error(), TlsError::protocol);
        return count;
      }
      if (*got == 0) break;
    }
  }
  return 1000;
}

TEST(TlsFlood, KeyUpdatesWithoutDataAreFew) {
  for (const int how : {SSL_KEY_UPDATE_NOT_REQUESTED, SSL_KEY_UPDATE_REQUESTED}) {
    EnginePair pair(TLS1_3_VERSION);
    EXPECT_EQ(taken(pair.client, pair.server,
                    [&] { update_keys(pair.client, how, false); }), 17);
    EXPECT_LE(pair.server.take_output().size(), 4096u);
  }
}

TEST(TlsFlood, WhatComesWithTheOneTooManyIsNotLookedAt) {
  EnginePair pair(TLS1_3_VERSION);
  const int seen = taken(pair.client, pair.server, [&] {
    for (int i = 0; i < 500; ++i) update_keys(pair.client, SSL_KEY_UPDATE_REQUESTED, false);
  });
  EXPECT_EQ(seen, 1);
  EXPECT_LE(pair.server.take_output().size(), 17u * 40);  // an answer to each that was looked at
}

TEST(TlsFlood, AnswersThatWaitForOurNextWriteAreBounded) {
  EnginePair pair(TLS1_3_VERSION);
  EXPECT_LT(taken(pair.client, pair.server,
                  [&] { update_keys(pair.client, SSL_KEY_UPDATE_REQUESTED, true); }), 200);
  EXPECT_LE(pair.server.take_output().size(), 5000u);
}

TEST(TlsFlood, KeysMayBeUpdatedAsOftenAsOneLikesWhereDataIsAnswered) {
  EnginePair pair(TLS1_3_VERSION);
  EXPECT_EQ(taken(pair.client, pair.server, [&] {
              update_keys(pair.client, SSL_KEY_UPDATE_REQUESTED, true);
              pair.server.write(as_bytes("answer")).value();
              pair.client.feed(pair.server.take_output());
              Bytes buffer(64);
              pair.client.read(buffer).value();
            }), 1000);
}

TEST(TlsFlood, RequestsToNegotiateAnewAreFew) {
  EnginePair pair(TLS1_2_VERSION);
  SSL_set_options(pair.client.ssl(), SSL_OP_NO_RENEGOTIATION);
  EXPECT_EQ(taken(pair.server, pair.client, [&] {
              ASSERT_EQ(SSL_renegotiate(pair.server.ssl()), 1);
              SSL_do_handshake(pair.server.ssl());  // asks for it by a HelloRequest
            }), 17);
  EXPECT_LE(pair.client.take_output().size(), 4096u);
}

/// `count` names of 60 bytes.
std::vector<std::string> names(int count) {
  std::vector<std::string> all{"hub.test"};
  for (int i = 1; i < count; ++i) all.push_back(std::to_string(i) + "." + std::string(50, 'a'));
  return all;
}

TEST(TlsFlood, OfACertificateSoManyNamesAreKept) {
  TlsPair pair;
  pair.request.dns_names = names(300);
  pair.handshake();
  ASSERT_EQ(pair.client_detail.chain.size(), 1u);
  EXPECT_EQ(pair.client_detail.chain[0].names.size(), 100u);
}

TEST(TlsFlood, LargerCertificatesAreRefused) {
  TlsPair pair;
  pair.request.dns_names = names(3000);
  pair.handshake();
  EXPECT_EQ(pair.client_result.error(), TlsError::protocol);
  EXPECT_EQ(pair.client_detail.chain.size(), 0u);
}

}  // namespace
}  // namespace edge::test
