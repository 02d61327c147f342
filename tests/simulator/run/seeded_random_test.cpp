#include "simulator/run/seeded_random.hpp"

#include <gtest/gtest.h>
#include <openssl/rand.h>

#include "tests/support/tls_pair.hpp"
#include "tests/support/websocket_pair.hpp"

namespace edge::sim {
namespace {

using test::TlsPair;
using test::WebSocketPair;

struct Wire {
  Bytes client, server;
  std::string certificate;
  bool operator==(const Wire&) const = default;
};

/// Authority, certificate, handshake and a few bytes: whatever draws random numbers in TLS.
Wire tls_connection(std::uint64_t seed) {
  const SeededRandom random(seed);
  TlsPair pair;
  pair.handshake();
  pair.world.run(pair.client().write(as_bytes("hello")));
  return {pair.wire.near_script->sent, pair.wire.far_script->sent,
          pair.authority.certificate_pem()};
}

TEST(SeededRandom, TheSameSeedGivesTheSameHandshake) {
  const Wire first = tls_connection(7);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(tls_connection(7) == first);
}

TEST(SeededRandom, AnotherSeedGivesAnotherHandshake) {
  EXPECT_NE(tls_connection(7).client, tls_connection(8).client);
  EXPECT_NE(tls_connection(7).certificate, tls_connection(8).certificate);
}

Bytes websocket_connection(std::uint64_t seed) {
  const SeededRandom random(seed);
  WebSocketPair pair;
  pair.upgrade();
  pair.world.run(pair.client().write(as_bytes("hello")));
  return pair.wire.near_script->sent;
}

TEST(SeededRandom, WebSocketKeysAndMasksAreSeededToo) {
  EXPECT_EQ(websocket_connection(7), websocket_connection(7));
  EXPECT_NE(websocket_connection(7), websocket_connection(8));
}

std::vector<unsigned char> drawn() {
  std::vector<unsigned char> bytes(32);
  EXPECT_EQ(RAND_bytes(bytes.data(), 16), 1);
  EXPECT_EQ(RAND_priv_bytes(bytes.data() + 16, 16), 1);
  return bytes;
}

TEST(SeededRandom, EndsWithItsScope) {
  const auto seeded = [] {
    const SeededRandom random(7);
    return drawn();
  };
  const auto first = seeded();
  EXPECT_NE(drawn(), drawn());
  EXPECT_EQ(seeded(), first);
  EXPECT_NE(drawn(), first);
}

}  // namespace
}  // namespace edge::sim
