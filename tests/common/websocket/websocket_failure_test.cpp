// What goes wrong: refused upgrades, bad answers, broken frames, each step failed once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <stdexcept>

#include "common/http/head.hpp"
#include "common/websocket/session.hpp"
#include "common/websocket/websocket_error.hpp"
#include "common/world/with_deadline.hpp"
#include "tests/support/websocket_pair.hpp"

namespace edge::test {
namespace {

using namespace std::chrono_literals;
using boost::asio::error::broken_pipe;
using boost::asio::error::connection_reset;
using boost::asio::error::eof;

/// A client that has got `answer`, and then the end of the stream.
struct Answered {
  explicit Answered(std::string_view answer) {
    TestWorld world;
    ScriptedPair wire;
    auto connecting =
        world.start(websocket_connect(world, std::move(wire.near), agent_options(), detail));
    world.start(wire.far->write(as_bytes(answer)));
    world.settle();
    wire.far.reset();
    world.settle();
    error = connecting->take().error();
    closed = wire.near_script->closed;
  }
  WebSocketDetail detail;
  ErrorCode error;
  bool closed = false;
};

TEST(WebSocketFailure, RefusalsAreRecorded) {
  const Answered not_found(
      "HTTP/1.1 404 Not Found\r\nServer: Microsoft-HTTPAPI/2.0\r\nVia: 1.1 proxy.test\r\n"
      "Content-Length: 9\r\n\r\nno\x1b[31mhere");
  EXPECT_EQ(not_found.error, WebSocketError::refused);
  EXPECT_EQ(not_found.detail.status, 404);
  EXPECT_EQ(not_found.detail.reason, "Not Found");
  EXPECT_EQ(not_found.detail.server, "Microsoft-HTTPAPI/2.0");
  EXPECT_EQ(not_found.detail.via, "1.1 proxy.test");
  EXPECT_EQ(not_found.detail.body_start, "no\\x1b[31mhere");
  EXPECT_EQ(not_found.detail.error.text, "WebSocket upgrade refused");
  EXPECT_TRUE(not_found.closed);
  for (const int status : {200, 302, 400, 401, 403, 407, 426, 502, 503, 999}) {
    const Answered other("HTTP/1.1 " + std::to_string(status) + " x\r\n\r\n");
    EXPECT_EQ(other.error, WebSocketError::refused);
    EXPECT_EQ(other.detail.status, status);
  }
}

constexpr std::string_view kUpgraded =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";

TEST(WebSocketFailure, AnswersThatOnlyLookLikeAnUpgrade) {
  const std::string accept = "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n";
  const std::string protocol = "Sec-WebSocket-Protocol: AMQPWSB10\r\n";
  const std::string upgraded(kUpgraded);
  const std::pair<std::string, WebSocketError> cases[] = {
      {upgraded + accept + protocol + "\r\n", WebSocketError::wrong_accept},
      {upgraded + protocol + "\r\n", WebSocketError::wrong_accept},
      {upgraded + accept + "\r\n", WebSocketError::no_subprotocol},
      {upgraded + accept + "Sec-WebSocket-Protocol: mqtt\r\n\r\n", WebSocketError::no_subprotocol},
      {upgraded + protocol + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
       WebSocketError::extension},
      {"HTTP/1.1 101 OK\r\nConnection: Upgrade\r\n" + protocol + "\r\n",
       WebSocketError::bad_upgrade},
      {"HTTP/1.1 101 OK\r\nUpgrade: websocket\r\n" + protocol + "\r\n",
       WebSocketError::bad_upgrade},
  };
  for (const auto& [answer, error] : cases) {
    const Answered answered(answer);
    EXPECT_EQ(answered.error, error) << answer;
    EXPECT_EQ(answered.detail.status, 101);
    EXPECT_EQ(answered.detail.error.text, make_error_code(error).message());
  }
}

TEST(WebSocketFailure, AServerThatLeavesTheSubprotocolOut) {
  WebSocketPair pair;
  pair.server_options.send_subprotocol = false;
  pair.upgrade();
  EXPECT_EQ(pair.client_result.error(), WebSocketError::no_subprotocol);
  EXPECT_EQ(pair.detail.status, 101);
  EXPECT_EQ(pair.detail.subprotocol, "");
}

TEST(WebSocketFailure, AnswersThatAreNoGoodHttp) {
  struct Case {
    std::string answer;
    ErrorCode error;
    std::string shown;
  };
  const Case cases[] = {
      {std::string("AMQP\0\1\0\0", 8), HttpError::not_http, "AMQP\\x00\\x01\\x00\\x00"},
      {"HTTP/1.1 101 a\rb\r\n\r\n", HttpError::malformed, "HTTP/1.1 101 a"},
      {"HTTP/1.1 101 OK\r\nX: " + std::string(20000, 'x'), HttpError::head_too_large,
       "HTTP/1.1 101 OK"},
      {"HTTP/1.1 5", eof, "HTTP/1.1 5"},
      {"", eof, ""},
  };
  for (const Case& expected : cases) {
    const Answered answered(expected.answer);
    EXPECT_EQ(answered.error, expected.error) << expected.shown;
    EXPECT_EQ(answered.detail.status, 0);
    EXPECT_EQ(answered.detail.body_start, expected.shown);
  }
}

TEST(WebSocketFailure, InterimAnswersArePassedOver) {
  const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
  const Answered refused(interim + interim + "HTTP/1.1 403 \x1b[31mno\n\n");
  EXPECT_EQ(refused.error, WebSocketError::refused);
  EXPECT_EQ(refused.detail.status, 403);
  EXPECT_EQ(refused.detail.reason, "\\x1b[31mno");
  std::string endless;
  while (endless.size() <= kMaxHttpHead) endless += interim;
  EXPECT_EQ(Answered(endless).error, HttpError::head_too_large);
  EXPECT_EQ(Answered(interim).error, eof);
  EXPECT_EQ(Answered(interim).detail.status, 0);
}

TEST(WebSocketFailure, TerminalEscapesOfHeadersAreMadePrintable) {
  const Answered answered("HTTP/1.1 403 \xc2\x9b" "31m\r\n"
                          "Server: \xff\r\nVia: \xe2\x80\xaex\r\n\r\n");
  EXPECT_EQ(answered.detail.reason, "\\xc2\\x9b31m");
  EXPECT_EQ(answered.detail.server, "\\xff");
  EXPECT_EQ(answered.detail.via, "\\xe2\\x80\\xaex");
}

TEST(WebSocketFailure, OptionsThatWouldBreakTheRequestAreRefused) {
  for (const char* bad : {"", "a b", "a\r\nX: y"}) {
    WebSocketClientOptions host = agent_options(), path = agent_options(), protocol = host;
    host.host = path.path = protocol.subprotocol = bad;
    EXPECT_THROW(WebSocketSession session(host), std::invalid_argument);
    EXPECT_THROW(WebSocketSession session(path), std::invalid_argument);
    EXPECT_THROW(WebSocketSession session(protocol), std::invalid_argument);
  }
}

std::string answer_to(const std::string& request, WebSocketServerOptions options = hub_options()) {
  WebSocketSession session(options);
  session.receive(as_bytes(request));
  EXPECT_FALSE(session.open());
  const Bytes output = session.take_output();
  return std::string(as_text(output).substr(0, 12)) + (session.error() ? "" : " and waits");
}

std::string request_with(const std::string& line, const std::string& replaced,
                         const std::string& replacement) {
  std::string request = line +
                        "\r\nHost: hub.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA\r\n"
                        "Sec-WebSocket-Protocol: AMQPWSB10\r\n\r\n";
  const auto at = request.find(replaced);
  return at == request.npos ? request : request.replace(at, replaced.size(), replacement);
}

TEST(WebSocketFailure, WhatAServerRefuses) {
  const std::string get = "GET /$iothub/websocket HTTP/1.1";
  EXPECT_EQ(answer_to(request_with("GET / HTTP/1.1", "", "")), "HTTP/1.1 404");
  EXPECT_EQ(answer_to(request_with("GET /$iothub/websocket/ HTTP/1.1", "", "")), "HTTP/1.1 404");
  EXPECT_EQ(answer_to(request_with("POST /$iothub/websocket HTTP/1.1", "", "")), "HTTP/1.1 400");
  EXPECT_EQ(answer_to(request_with(get, "Upgrade: websocket\r\n", "")), "HTTP/1.1 400");
  EXPECT_EQ(answer_to(request_with(get, "Version: 13", "Version: 8")), "HTTP/1.1 400");
  EXPECT_EQ(answer_to(request_with(get, "Sec-WebSocket-Version: 13\r\n", "")), "HTTP/1.1 400");
  EXPECT_EQ(answer_to(request_with(get, "Sec-WebSocket-Key: AAAA\r\n", "")), "HTTP/1.1 400");
  EXPECT_EQ(answer_to(request_with(get, "AMQPWSB10", "mqtt")), "HTTP/1.1 400");
  EXPECT_EQ(answer_to(request_with(get, "Host", "\x01")), "HTTP/1.1 400");
  EXPECT_EQ(answer_to("\x16\x03\x01 TLS, not HTTP"), "HTTP/1.1 400");
  EXPECT_EQ(answer_to(get + "\r\nX: " + std::string(20000, 'x')), "HTTP/1.1 400");
  EXPECT_EQ(answer_to("GET /$iot"), " and waits");
}

TEST(WebSocketFailure, AServerToldToRefuse) {
  for (const int status : {200, 403, 404, 503}) {
    WebSocketPair pair;
    pair.server_options.status = status;
    pair.upgrade();
    EXPECT_EQ(pair.client_result.error(), WebSocketError::refused);
    EXPECT_EQ(pair.server_result.error(), WebSocketError::refused);
    EXPECT_EQ(pair.detail.status, status);
  }
}

TEST(WebSocketFailure, FramesThatBreakTheProtocol) {
  using namespace std::string_literals;
  const std::pair<std::string, WebSocketError> cases[] = {
      {"\x82\x81\0\0\0\0x"s, WebSocketError::protocol},        // masked, from a server
      {"\xc2\x01x"s, WebSocketError::protocol},                // RSV1 without compression
      {"\x83\x01x"s, WebSocketError::protocol},                // a reserved opcode
      {"\x80\x01x"s, WebSocketError::protocol},                // continuation of nothing
      {"\x09\x01x"s, WebSocketError::protocol},                // a fragmented ping
      {"\x81\x01x"s, WebSocketError::protocol},                // text
      {"\x81\x01\xff"s, WebSocketError::protocol},             // text that is not UTF-8
      {"GARBAGE"s, WebSocketError::protocol},
      {"\x82\x7f\0\0\0\0\0\4\0\1"s, WebSocketError::message_too_big},  // 256 KiB and one
      {"\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"s, WebSocketError::message_too_big},
  };
  for (const auto& [frame, error] : cases) {
    WebSocketPair pair;
    pair.upgrade();
    const auto read = pair.client_reads_after(frame);
    EXPECT_EQ(read.error(), error) << testing::PrintToString(frame);
    EXPECT_EQ(pair.world.run(pair.client().write(as_bytes("x"))).error(), error);
  }
}

TEST(WebSocketFailure, AMessageTooBigInFragments) {
  WebSocketPair pair;
  pair.upgrade();
  const std::string part(60'000, 'x');
  std::string message = std::string("\x02\x7e\xea\x60", 4) + part;
  for (int i = 0; i < 5; ++i) message += std::string("\x00\x7e\xea\x60", 4) + part;
  EXPECT_EQ(pair.client_reads_after(message).error(), WebSocketError::message_too_big);
}

TEST(WebSocketFailure, AServerWantsMasks) {
  WebSocketSession server(hub_options());
  WebSocketSession client(agent_options());
  server.receive(client.take_output());
  ASSERT_TRUE(server.open());
  server.receive(as_bytes("\x82\x01x"));
  EXPECT_EQ(server.error(), WebSocketError::protocol);
}

TEST(WebSocketFailure, DataBeforeAnErrorIsStillDelivered) {
  WebSocketPair pair;
  pair.upgrade();
  EXPECT_EQ(pair.client_reads_after("\x82\x04goodGARBAGE").value(), "good");
  Bytes buffer(16);
  EXPECT_EQ(pair.world.run(pair.client().read_some(buffer)).error(), WebSocketError::protocol);
}

TEST(WebSocketFailure, EachStepOfTheUpgradeOnce) {
  const auto client_fails = [](auto arrange) {
    WebSocketPair pair;
    arrange(*pair.wire.near_script);
    pair.upgrade();
    EXPECT_EQ(pair.client_result.error(), connection_reset);
    EXPECT_EQ(pair.detail.error.text, "ECONNRESET");
    EXPECT_EQ(pair.detail.status, 0);
  };
  client_fails([](StreamScript& script) { script.fail_write = 1; });
  client_fails([](StreamScript& script) { script.fail_read = 1; });
  const auto server_fails = [](auto arrange) {
    WebSocketPair pair;
    arrange(*pair.wire.far_script);
    pair.upgrade();
    EXPECT_EQ(pair.server_result.error(), connection_reset);
  };
  server_fails([](StreamScript& script) { script.fail_write = 1; });
  server_fails([](StreamScript& script) { script.fail_read = 1; });
}

TEST(WebSocketFailure, AResetAfterTheUpgradePassesThrough) {
  WebSocketPair pair;
  pair.upgrade();
  pair.wire.near_script->fail_read = pair.wire.near_script->reads + 1;
  Bytes buffer(16);
  EXPECT_EQ(pair.world.run(pair.client().read_some(buffer)).error(), connection_reset);
  pair.wire.near_script->fail_write = static_cast<int>(pair.wire.near_script->writes.size()) + 1;
  EXPECT_EQ(pair.world.run(pair.client().write(as_bytes("x"))).error(), connection_reset);
  EXPECT_EQ(pair.world.run(pair.client().write(as_bytes("x"))).error(), broken_pipe);
}

TEST(WebSocketFailure, SilenceThenCancelLeavesTheDetail) {
  TestWorld world;
  ScriptedPair wire;
  WebSocketDetail detail;
  const auto result = world.run(
      with_deadline(world, world.now() + 30s,
                    websocket_connect(world, std::move(wire.near), agent_options(), detail)));
  EXPECT_EQ(result.error(), boost::system::errc::timed_out);
  EXPECT_EQ(detail.status, 0);
  EXPECT_EQ(detail.error.text, "");
}

TEST(WebSocketFailure, ACancelledWriteMakesLaterOnesFail) {
  WebSocketPair pair;
  pair.upgrade();
  pair.wire.near_script->hold_writes = true;
  const auto cancelled = pair.world.run(
      with_deadline(pair.world, pair.world.now() + 1s, pair.client().write(as_bytes("half"))));
  EXPECT_EQ(cancelled.error(), boost::system::errc::timed_out);
  pair.wire.near_script->hold_writes = false;
  EXPECT_EQ(pair.world.run(pair.client().write(as_bytes("rest"))).error(), broken_pipe);
}

}  // namespace
}  // namespace edge::test
