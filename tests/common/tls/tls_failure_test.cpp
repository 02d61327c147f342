// What goes wrong on the wire: each step failed once, foreign protocols, alerts, silence, garbage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

#include "common/tls/tls_error.hpp"
#include "common/world/with_deadline.hpp"
#include "tests/support/tls_pair.hpp"

namespace edge::test {
namespace {

using namespace std::chrono_literals;
using boost::asio::error::broken_pipe;
using boost::asio::error::connection_reset;
using boost::asio::error::eof;
using testing::IsEmpty;
using testing::StartsWith;

/// A client whose peer is played by the test, byte for byte.
struct ClientAlone {
  TestWorld world;
  ScriptedPair wire;
  TlsDetail detail;
  CertificateAuthority authority{"test CA", test_day()};
  std::unique_ptr<TlsClient> client;

  ClientAlone() {
    TlsClientOptions options;
    options.server_name = "hub.test";
    options.ca_pem = authority.certificate_pem();
    client = std::make_unique<TlsClient>(options);
  }

  ErrorCode answered_with(std::string_view answer, bool then_close = true) {
    auto handshake = world.start(client->handshake(world, std::move(wire.near), detail));
    world.start(wire.far->write(as_bytes(answer)));
    world.settle();
    if (then_close) wire.far.reset();
    world.settle();
    return handshake->take().error();
  }
};

TEST(TlsFailure, PlainHttpOnTheTlsPort) {
  ClientAlone alone;
  const auto error = alone.answered_with(
      "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<html>", false);
  EXPECT_EQ(error, TlsError::not_tls);
  EXPECT_EQ(alone.detail.first_bytes, "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(alone.detail.error.text, "wrong version number");
  EXPECT_EQ(alone.detail.version, "");
  EXPECT_EQ(alone.detail.bytes_received, 49u);
  EXPECT_TRUE(alone.wire.near_script->closed);
}

TEST(TlsFailure, ForeignGreetings) {
  const std::pair<std::string_view, std::string> cases[] = {
      {"SSH-2.0-OpenSSH_9.2\r\n", "SSH-2.0-OpenSSH_9.2"},
      {std::string_view("AMQP\0\1\0\0", 8), "AMQP\\x00\\x01\\x00\\x00"},
      {"220 mail.test\x1b[2J ESMTP\r\n", "220 mail.test\\x1b[2J ESMTP"},
      {"\r\n\r\nhello", "\\x0d\\x0a\\x0d\\x0ahello"},
      {"\xff\xfd\x18 login", "\\xff\\xfd\\x18 login"},
  };
  for (const auto& [greeting, shown] : cases) {
    ClientAlone alone;
    EXPECT_EQ(alone.answered_with(greeting, false), TlsError::not_tls) << shown;
    EXPECT_EQ(alone.detail.first_bytes, shown);
  }
}

TEST(TlsFailure, AnUnfinishedForeignGreetingIsRecordedAtItsEnd) {
  ClientAlone alone;
  EXPECT_EQ(alone.answered_with("HTT"), eof);
  EXPECT_EQ(alone.detail.first_bytes, "HTT");
  EXPECT_EQ(alone.detail.error.text, "EOF");
}

TEST(TlsFailure, AlertsAreRecordedByNumber) {
  const std::pair<int, const char*> cases[] = {{40, "sslv3 alert handshake failure"},
                                               {70, "tlsv1 alert protocol version"},
                                               {80, "tlsv1 alert internal error"},
                                               {112, "tlsv1 unrecognized name"}};
  for (const auto& [number, words] : cases) {
    ClientAlone alone;
    const char record[] = {21, 3, 3, 0, 2, 2, static_cast<char>(number)};
    const auto error = alone.answered_with({record, sizeof record}, false);
    EXPECT_EQ(alert_of(error), number);
    EXPECT_EQ(alone.detail.alert, number);
    EXPECT_EQ(alone.detail.error.text, words);
    EXPECT_EQ(alone.detail.first_bytes, "");
    EXPECT_EQ(alone.detail.bytes_received, 7u);
  }
  EXPECT_EQ(tls_alert(40).message(), "TLS alert 40 (handshake failure)");
}

TEST(TlsFailure, AnAlertOfNoKnownNumber) {
  ClientAlone alone;
  const char record[] = {21, 3, 3, 0, 2, 2, '\xc8'};
  EXPECT_EQ(alert_of(alone.answered_with({record, sizeof record}, false)), 200);
  EXPECT_EQ(alone.detail.alert, 200);
}

TEST(TlsFailure, TlsRecordsThatMakeNoSense) {
  ClientAlone alone;
  const char record[] = {22, 3, 3, 0, 4, 99, 0, 0, 0};
  EXPECT_EQ(alone.answered_with({record, sizeof record}, false), TlsError::protocol);
  EXPECT_EQ(alone.detail.error.text, "unexpected message");
}

TEST(TlsFailure, AnOversizedRecord) {
  ClientAlone alone;
  const char record[] = {22, 3, 3, '\xff', '\xff'};
  EXPECT_EQ(alone.answered_with({record, sizeof record}, false), TlsError::protocol);
  EXPECT_THAT(alone.detail.error.text, StartsWith("packet length too long"));
}

TEST(TlsFailure, SilenceThenCancelLeavesTheDetail) {
  ClientAlone alone;
  const Instant begin = alone.world.now();
  auto handshake =
      alone.client->handshake(alone.world, std::move(alone.wire.near), alone.detail);
  const auto result =
      alone.world.run(with_deadline(alone.world, begin + 30s, std::move(handshake)));
  EXPECT_EQ(result.error(), boost::system::errc::timed_out);
  EXPECT_EQ(alone.world.now() - begin, 30s);
  EXPECT_EQ(alone.detail.server_name, "hub.test");
  EXPECT_EQ(alone.detail.bytes_received, 0u);
  EXPECT_EQ(alone.detail.error.text, "");
  EXPECT_EQ(alone.detail.checked_at, test_day());
  EXPECT_GT(alone.wire.near_script->sent.size(), 200u);  // the ClientHello went out
}

TEST(TlsFailure, EndOfStreamInsteadOfAnAnswer) {
  ClientAlone alone;
  EXPECT_EQ(alone.answered_with(""), eof);
  EXPECT_EQ(alone.detail.error.text, "EOF");
}

/// Fails the n-th operation of one end, for every n that a handshake has.
template <class Arrange>
void each_step(Arrange arrange, int steps, bool client_fails) {
  for (int step = 1; step <= steps; ++step) {
    SCOPED_TRACE(step);
    TlsPair pair;
    arrange(pair, step);
    pair.handshake();
    const auto& failed = client_fails ? pair.client_result : pair.server_result;
    const auto& detail = client_fails ? pair.client_detail : pair.server_detail;
    EXPECT_EQ(failed.error(), connection_reset);
    EXPECT_EQ(detail.error.text, "ECONNRESET");
  }
}

TEST(TlsFailure, EachStepOfTheHandshakeOnce) {
  each_step([](TlsPair& pair, int n) { pair.wire.near_script->fail_write = n; }, 2, true);
  each_step([](TlsPair& pair, int n) { pair.wire.near_script->fail_read = n; }, 1, true);
  each_step([](TlsPair& pair, int n) { pair.wire.far_script->fail_write = n; }, 1, false);
  each_step([](TlsPair& pair, int n) { pair.wire.far_script->fail_read = n; }, 2, false);
}

TEST(TlsFailure, AResetAfterTheHandshakePassesThrough) {
  TlsPair pair;
  pair.handshake();
  pair.wire.near_script->fail_read = pair.wire.near_script->reads + 1;
  Bytes buffer(16);
  EXPECT_EQ(pair.world.run(pair.client().read_some(buffer)).error(), connection_reset);
  pair.wire.near_script->fail_write = static_cast<int>(pair.wire.near_script->writes.size()) + 1;
  EXPECT_EQ(pair.world.run(pair.client().write(as_bytes("x"))).error(), connection_reset);
  EXPECT_EQ(pair.world.run(pair.client().write(as_bytes("x"))).error(), broken_pipe);
}

TEST(TlsFailure, ATruncatedStreamIsEof) {
  TlsPair pair;
  pair.handshake();
  pair.server_result = HandshakeResult();  // dropped without close_notify
  Bytes buffer(16);
  EXPECT_EQ(pair.world.run(pair.client().read_some(buffer)).error(), eof);
}

TEST(TlsFailure, ACancelledWriteMakesLaterOnesFail) {
  TlsPair pair;
  pair.handshake();
  pair.wire.near_script->hold_writes = true;
  const auto cancelled = pair.world.run(
      with_deadline(pair.world, pair.world.now() + 1s, pair.client().write(as_bytes("half"))));
  EXPECT_EQ(cancelled.error(), boost::system::errc::timed_out);
  pair.wire.near_script->hold_writes = false;
  EXPECT_EQ(pair.world.run(pair.client().write(as_bytes("rest"))).error(), broken_pipe);
}

TEST(TlsFailure, GarbageAfterTheHandshake) {
  TlsPair pair;
  pair.handshake();
  const char record[] = {23, 3, 3, 0, 4, 1, 2, 3, 4};
  pair.wire.inject_to_near({record, sizeof record});
  Bytes buffer(16);
  EXPECT_EQ(pair.world.run(pair.client().read_some(buffer)).error(), TlsError::protocol);
  // The record of the handshake is not touched any more.
  EXPECT_EQ(pair.client_detail.error.text, "");
}

/// A hundred thousand records of a kind that TLS forbids or ignores must end, and cost no memory.
TEST(TlsFailure, AFloodOfEmptyRecordsEnds) {
  ClientAlone alone;
  std::string flood;
  for (int i = 0; i < 100'000; ++i) flood += std::string("\x16\x03\x03\x00\x00", 5);
  EXPECT_TRUE(alone.answered_with(flood).failed());
}

TEST(TlsFailure, HttpAskedOfATlsServer) {
  TestWorld world;
  ScriptedPair wire;
  TlsDetail detail;
  const CertificateAuthority authority("test CA", test_day());
  TlsServer server(server_with(authority.issue(hub_certificate())));
  auto handshake = world.start(server.handshake(world, std::move(wire.far), detail));
  world.start(wire.near->write(as_bytes("GET / HTTP/1.1\r\nHost: hub.test\r\n\r\n")));
  world.settle();
  EXPECT_EQ(handshake->take().error(), TlsError::not_tls);
  EXPECT_EQ(detail.error.text, "http request");
  EXPECT_EQ(detail.first_bytes, "GET / HTTP/1.1");
}

TEST(TlsFailure, AServerWithoutUsableCertificateSaysSo) {
  const CertificateAuthority authority("test CA", test_day());
  const IssuedCertificate one = authority.issue(hub_certificate());
  const IssuedCertificate other = authority.issue(hub_certificate());
  const auto refusal = [](std::string certificate, std::string key) {
    try {
      TlsServer server(server_with({std::move(certificate), std::move(key)}));
    } catch (const std::runtime_error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_THAT(refusal("", one.private_key_pem), StartsWith("TLS server certificate: "));
  EXPECT_THAT(refusal(one.certificate_pem, "x"), StartsWith("TLS server key: "));
  EXPECT_THAT(refusal(one.certificate_pem, other.private_key_pem), StartsWith("TLS server key: "));
}

}  // namespace
}  // namespace edge::test
