// What works: the agent's request, both paths of real clients, messages both ways, control frames.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

#include "common/websocket/session.hpp"
#include "common/websocket/websocket_error.hpp"
#include "common/world/with_deadline.hpp"
#include "tests/support/websocket_pair.hpp"

namespace edge::test {
namespace {

using namespace std::chrono_literals;
using boost::asio::error::eof;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

/// The lines of `text`, sorted: the order of header fields has no meaning.
std::vector<std::string> sorted_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find("\r\n");
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 2);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST(WebSocket, TheRequestIsTheAgents) {
  WebSocketPair pair;
  pair.upgrade();
  ASSERT_TRUE(pair.client_result) << pair.detail.error.text;
  const auto request = std::string(as_text(pair.wire.near_script->sent));
  EXPECT_TRUE(request.starts_with("GET /$iothub/websocket HTTP/1.1\r\n"));
  EXPECT_TRUE(request.ends_with("\r\n\r\n"));
  EXPECT_THAT(sorted_lines(request),
              testing::ElementsAre("", "Connection: Upgrade", "GET /$iothub/websocket HTTP/1.1",
                                   "Host: hub.test",
                                   MatchesRegex("Sec-WebSocket-Key: [A-Za-z0-9+/]{22}=="),
                                   "Sec-WebSocket-Protocol: AMQPWSB10",
                                   "Sec-WebSocket-Version: 13", "Upgrade: websocket"));
  EXPECT_EQ(pair.wire.near_script->writes.size(), 1u);
}

TEST(WebSocket, AnIpv6HubIsBracketed) {
  WebSocketPair pair;
  pair.client_options.host = "2001:db8::1";
  pair.upgrade();
  ASSERT_TRUE(pair.client_result) << pair.detail.error.text;
  EXPECT_THAT(std::string(as_text(pair.wire.near_script->sent)),
              HasSubstr("\r\nHost: [2001:db8::1]\r\n"));
}

TEST(WebSocket, TheAnswerIsRecorded) {
  WebSocketPair pair;
  pair.upgrade();
  EXPECT_EQ(pair.detail.status, 101);
  EXPECT_EQ(pair.detail.reason, "Switching Protocols");
  EXPECT_EQ(pair.detail.subprotocol, "AMQPWSB10");
  EXPECT_EQ(pair.detail.server, "");
  EXPECT_EQ(pair.detail.via, "");
  EXPECT_EQ(pair.detail.body_start, "");
  EXPECT_EQ(pair.detail.error.text, "");
  EXPECT_EQ(pair.wire.far_script->writes.size(), 1u);
}

TEST(WebSocket, EachWriteIsOneMaskedMessage) {
  WebSocketPair pair;
  pair.upgrade();
  pair.world.run(pair.client().write(as_bytes("AMQP")));
  EXPECT_EQ(pair.wire.near_script->writes.back(), 2u + 4 + 4);  // header, mask, payload
  const Bytes& sent = pair.wire.near_script->sent;
  EXPECT_EQ(sent[sent.size() - 10], 0x82);  // FIN, binary
  EXPECT_EQ(sent[sent.size() - 9], 0x84);   // MASK, 4 bytes
  EXPECT_EQ(as_text(pair.world.run(read_bytes(pair.server(), 4))), "AMQP");
  pair.world.run(pair.server().write(as_bytes("AMQP")));
  EXPECT_EQ(pair.wire.far_script->writes.back(), 2u + 4);  // a server does not mask
  EXPECT_EQ(as_text(pair.world.run(read_bytes(pair.client(), 4))), "AMQP");
}

/// The offers of the Node SDK, of azure-uamqp-c, and of .NET behind a proxy that adds keep-alive.
TEST(WebSocket, RequestsOfRealClientsAreAccepted) {
  const char* requests[] = {
      "GET /$iothub/websocket HTTP/1.1\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: AMQPWSB10\r\n"
      "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
      "Host: hub.test\r\n\r\n",
      "GET /$servicebus/websocket/ HTTP/1.1\r\nHost: hub.test:443\r\nUpgrade: websocket\r\n"
      "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "Sec-WebSocket-Protocol: AMQPWSB10\r\nSec-WebSocket-Version: 13\r\n\r\n",
      "GET /$iothub/websocket?iothub-no-client-cert=true HTTP/1.1\r\nHost: hub.test\r\n"
      "Connection: keep-alive, upgrade\r\nUpgrade: WebSocket\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "Sec-WebSocket-Protocol: mqtt, AMQPWSB10\r\nSec-WebSocket-Version: 13\r\n\r\n"};
  for (const char* request : requests) {
    WebSocketSession session(hub_options());
    session.receive(as_bytes(request));
    EXPECT_TRUE(session.open()) << request;
    const Bytes output = session.take_output();
    const std::string answer(as_text(output));
    EXPECT_THAT(answer, HasSubstr("HTTP/1.1 101 Switching Protocols\r\n"));
    // RFC 6455 section 1.3 has this very key.
    EXPECT_THAT(answer, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    EXPECT_THAT(answer, HasSubstr("Sec-WebSocket-Protocol: AMQPWSB10\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("Extensions")));
  }
}

TEST(WebSocket, AServerThatAnswersAnotherKey) {
  WebSocketPair pair;
  pair.server_options.wrong_accept = true;
  pair.upgrade();
  EXPECT_EQ(pair.client_result.error(), WebSocketError::wrong_accept);
  EXPECT_EQ(pair.detail.status, 101);
}

TEST(WebSocket, AServerThatSpeaksInText) {
  WebSocketPair pair;
  pair.server_options.text_messages = true;
  pair.upgrade();
  ASSERT_TRUE(pair.server_result);
  EXPECT_TRUE(pair.world.run(pair.server().write(as_bytes("AMQP"))));
  Bytes buffer(16);
  EXPECT_FALSE(pair.world.run(pair.client().read_some(buffer)));
}

TEST(WebSocket, ByteByByte) {
  WebSocketPair pair;
  pair.wire.near_script->max_read = pair.wire.far_script->max_read = 1;
  pair.upgrade();
  ASSERT_TRUE(pair.client_result) << pair.detail.error.text;
  pair.world.run(pair.server().write(as_bytes("hello")));
  EXPECT_EQ(as_text(pair.world.run(read_bytes(pair.client(), 5))), "hello");
}

TEST(WebSocket, FramesRightBehindTheAnswerAreKept) {
  WebSocketSession server(hub_options());
  WebSocketSession client(agent_options());
  server.receive(client.take_output());
  ASSERT_TRUE(server.send(as_bytes("early")));
  client.receive(server.take_output());
  ASSERT_TRUE(client.open());
  Bytes buffer(16);
  EXPECT_EQ(client.take_content(buffer), 5u);
}

TEST(WebSocket, AMebibyteBothWaysAtOnce) {
  WebSocketPair pair;
  pair.upgrade();
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

TEST(WebSocket, FragmentsOfAMessageAreJoined) {
  WebSocketPair pair;
  pair.upgrade();
  const auto read = pair.client_reads_after(std::string_view("\x02\x03one\x00\x00\x80\x03two", 12));
  EXPECT_EQ(read.value(), "onetwo");
}

TEST(WebSocket, PingsAreAnsweredByAWaitingRead) {
  WebSocketPair pair;
  pair.upgrade();
  const std::size_t before = pair.wire.near_script->sent.size();
  EXPECT_EQ(pair.client_reads_after("\x89\x02hi\x82\x01x").value(), "x");
  Bytes buffer(16);
  auto waiting = pair.world.start(pair.client().read_some(buffer));
  pair.world.settle();
  const Bytes& sent = pair.wire.near_script->sent;
  ASSERT_EQ(sent.size(), before + 2 + 4 + 2);
  EXPECT_EQ(sent[before], 0x8a);      // FIN, pong
  EXPECT_EQ(sent[before + 1], 0x82);  // MASK, 2 bytes
}

TEST(WebSocket, UnsolicitedPongsAsDotNetSendsThemAreIgnored) {
  WebSocketPair pair;
  pair.upgrade();
  EXPECT_EQ(pair.client_reads_after(std::string_view("\x8a\x00\x82\x01x", 5)).value(), "x");
}

/// A peer that pings and does not read.
TEST(WebSocket, AFloodOfPingsCostsNoMemory) {
  WebSocketSession server(hub_options());
  WebSocketSession client(agent_options());
  server.receive(client.take_output());
  client.receive(server.take_output());
  const std::string ping = "\x89\x7d" + std::string(125, 'p');
  for (int i = 0; i < 10'000; ++i) client.receive(as_bytes(ping));
  EXPECT_TRUE(client.open());
  EXPECT_LT(client.take_output().size(), 80'000u);
}

TEST(WebSocket, CloseIsSeenAsEofAfterTheDataAndAnswered) {
  WebSocketPair pair;
  pair.upgrade();
  pair.world.run(pair.server().write(as_bytes("last")));
  const std::size_t before = pair.wire.near_script->sent.size();
  EXPECT_EQ(pair.client_reads_after(std::string_view("\x88\x02\x03\xe8", 4)).value(), "last");
  Bytes buffer(16);
  EXPECT_EQ(pair.world.run(pair.client().read_some(buffer)).error(), eof);
  EXPECT_EQ(pair.wire.near_script->sent[before], 0x88);
  EXPECT_EQ(pair.world.run(pair.client().write(as_bytes("x"))).error(),
            boost::asio::error::broken_pipe);
}

TEST(WebSocket, ClosingSendsACloseFrameAndWaitsForNobody) {
  WebSocketPair pair;
  pair.upgrade();
  const std::size_t before = pair.wire.near_script->sent.size();
  spawn(pair.world.context().get_executor(), pair.client().close());
  pair.world.settle();
  EXPECT_EQ(pair.wire.near_script->sent.size(), before + 2 + 4 + 2);
  EXPECT_TRUE(pair.wire.near_script->closed);
  Bytes buffer(16);
  EXPECT_EQ(pair.world.run(pair.server().read_some(buffer)).error(), eof);
}

TEST(WebSocket, CancelledReadsLoseNothing) {
  WebSocketPair pair;
  pair.upgrade();
  pair.wire.inject_to_near("\x82\x05he");  // a frame that is cut
  Bytes buffer(16);
  const auto cut = pair.world.run(
      with_deadline(pair.world, pair.world.now() + 10s, pair.client().read_some(buffer)));
  EXPECT_EQ(cut.error(), boost::system::errc::timed_out);
  EXPECT_EQ(pair.client_reads_after("llo").value(), "hello");
}

/// Pongs and messages must not be torn into each other.
TEST(WebSocket, AWriteWaitsForAPongThatIsOnItsWay) {
  WebSocketPair pair;
  pair.upgrade();
  pair.wire.near_script->hold_writes = true;
  pair.wire.inject_to_near(std::string_view("\x89\x00", 2));
  Bytes buffer(16);
  auto reading = pair.world.start(pair.client().read_some(buffer));
  pair.world.settle();
  auto writing = pair.world.start(pair.client().write(as_bytes("x")));
  pair.world.settle();
  EXPECT_FALSE(writing->done());
  pair.wire.near_script->release();
  pair.world.settle();
  EXPECT_TRUE(writing->take());
  EXPECT_EQ(as_text(pair.world.run(read_bytes(pair.server(), 1))), "x");
}

}  // namespace
}  // namespace edge::test
