// CONNECT from both ends, as a transcript: what the client writes, what the proxy answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

#include "common/http/head.hpp"
#include "common/http/http.hpp"
#include "common/world/with_deadline.hpp"
#include "tests/support/stream_pair.hpp"
#include "tests/support/test_world.hpp"

namespace edge::test {
namespace {

using namespace std::chrono_literals;
using boost::asio::error::connection_reset;
using boost::asio::error::eof;

struct Client {
  TestWorld world;
  ScriptedPair wire;
  ProxyDetail detail;
  std::optional<ProxyCredentials> credentials;
  Result<std::unique_ptr<Stream>> tunnel;

  Awaitable<Result<std::unique_ptr<Stream>>> connect(std::string host) {
    return http_connect(world, std::move(wire.near), std::move(host), 443, credentials, detail);
  }

  /// The outcome when the proxy says `answer` and, unless told otherwise, hangs up.
  ErrorCode answered_with(std::string_view answer, bool then_close = true) {
    auto connecting = world.start(connect("hub.test"));
    world.start(wire.far->write(as_bytes(answer)));
    world.settle();
    if (then_close) wire.far.reset();
    world.settle();
    tunnel = connecting->take();
    return tunnel ? ErrorCode() : tunnel.error();
  }

  std::string_view sent() const { return as_text(wire.near_script->sent); }
};

TEST(HttpConnect, TheRequestIsTheAgents) {
  Client client;
  EXPECT_EQ(client.answered_with("HTTP/1.1 200 Connection established\r\n\r\n"), ErrorCode());
  EXPECT_EQ(client.sent(), "CONNECT hub.test:443 HTTP/1.1\r\nHost: hub.test:443\r\n\r\n");
  EXPECT_EQ(client.wire.near_script->writes.size(), 1u);
  EXPECT_EQ(client.detail.status, 200);
  EXPECT_EQ(client.detail.reason, "Connection established");
  EXPECT_FALSE(client.detail.credentials_sent);
}

TEST(HttpConnect, CredentialsAreSentAsBasicAndNotRecorded) {
  Client client;
  client.credentials = ProxyCredentials{"Aladdin", Secret("open sesame")};
  client.answered_with("HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_EQ(client.sent(),
            "CONNECT hub.test:443 HTTP/1.1\r\nHost: hub.test:443\r\n"
            "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n");
  EXPECT_TRUE(client.detail.credentials_sent);
  for (const std::string& text : {client.detail.reason, client.detail.authenticate,
                                  client.detail.via, client.detail.proxy}) {
    EXPECT_EQ(text.find("QWxhZGRpbj"), text.npos);
  }
}

TEST(HttpConnect, AnIpv6HubIsBracketed) {
  Client client;
  auto connecting = client.world.start(client.connect("2001:db8::1"));
  client.world.settle();
  EXPECT_EQ(client.sent(), "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n\r\n");
}

TEST(HttpConnect, AHostThatWouldBreakTheRequestIsRefused) {
  for (const char* host : {"", "a b", "a\r\nX: y", "h\xc3\xbc"}) {
    Client client;
    EXPECT_THROW(client.world.run(client.connect(host)), std::invalid_argument) << host;
  }
}

TEST(HttpConnect, BytesAfterTheAnswerBelongToTheTunnel) {
  Client client;
  client.answered_with("HTTP/1.0 200 OK\r\nVia: 1.1 squid\r\n\r\nearly ", false);
  ASSERT_TRUE(client.tunnel);
  EXPECT_EQ(client.detail.via, "1.1 squid");
  client.world.start(client.wire.far->write(as_bytes("late")));
  EXPECT_EQ(as_text(client.world.run(read_bytes(**client.tunnel, 10))), "early late");
  client.world.run(client.tunnel.value()->write(as_bytes("hello")));
  EXPECT_TRUE(client.sent().ends_with("\r\n\r\nhello"));
}

TEST(HttpConnect, AnswersInPieces) {
  Client client;
  client.wire.near_script->max_read = 1;
  EXPECT_EQ(client.answered_with("HTTP/1.1 200 OK\r\nX: y\r\n\r\nz", false), ErrorCode());
  EXPECT_EQ(as_text(client.world.run(read_bytes(**client.tunnel, 1))), "z");
}

TEST(HttpConnect, InterimAnswersArePassedOver) {
  Client client;
  EXPECT_EQ(client.answered_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"),
            ErrorCode());
  EXPECT_EQ(client.detail.status, 200);
}

TEST(HttpConnect, RefusalsAreRecorded) {
  struct Case {
    const char* answer;
    int status;
    const char *reason, *authenticate, *via;
  };
  const Case cases[] = {
      {"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"site\"\r\n"
       "Proxy-Authenticate: NTLM\r\nContent-Length: 5\r\n\r\nhello",
       407, "Proxy Authentication Required", "Basic realm=\"site\", NTLM", ""},
      {"HTTP/1.1 403 Forbidden\r\nServer: squid/5.7\r\nVia: 1.1 proxy.test (squid/5.7)\r\n\r\n",
       403, "Forbidden", "", "1.1 proxy.test (squid/5.7)"},
      {"HTTP/1.0 503 Service Unavailable\r\n\r\n", 503, "Service Unavailable", "", ""},
      {"HTTP/1.1 302 Found\r\nLocation: http://portal.test/\r\n\r\n", 302, "Found", "", ""},
  };
  for (const Case& expected : cases) {
    Client client;
    EXPECT_EQ(client.answered_with(expected.answer, false), HttpError::connect_refused);
    EXPECT_EQ(client.detail.status, expected.status);
    EXPECT_EQ(client.detail.reason, expected.reason);
    EXPECT_EQ(client.detail.authenticate, expected.authenticate);
    EXPECT_EQ(client.detail.via, expected.via);
    EXPECT_TRUE(client.wire.near_script->closed);
  }
}

TEST(HttpConnect, TextFromTheProxyIsMadePrintable) {
  Client client;
  const auto error = client.answered_with("HTTP/1.1 403 \xc2\x9b" "2J\xff\r\n"
                                          "Via: \xe2\x80\xaegniht\r\n\r\n");
  EXPECT_EQ(error, HttpError::connect_refused);
  EXPECT_EQ(client.detail.reason, "\\xc2\\x9b2J\\xff");
  EXPECT_EQ(client.detail.via, "\\xe2\\x80\\xaegniht");
}

TEST(HttpConnect, AnswersThatAreNoGoodHttp) {
  struct Case {
    std::string answer;
    ErrorCode error;
    std::string shown;
  };
  const Case cases[] = {
      {"SSH-2.0-OpenSSH_9.2\r\n", HttpError::not_http, "SSH-2.0-OpenSSH_9.2"},
      {std::string("\x05\x00", 2), HttpError::not_http, "\\x05\\x00"},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(20000, 'x'), HttpError::head_too_large,
       "HTTP/1.1 200 OK"},
      {"HTTP/1.1 20", eof, "HTTP/1.1 20"},
      {"", eof, ""},
  };
  for (const Case& expected : cases) {
    Client client;
    EXPECT_EQ(client.answered_with(expected.answer), expected.error) << expected.shown;
    EXPECT_EQ(client.detail.status, 0);
    EXPECT_EQ(client.detail.reason, expected.shown);
  }
}

TEST(HttpConnect, OddReasonPhrasesAndBareLineFeedsAreUnderstood) {
  Client odd;
  EXPECT_EQ(odd.answered_with("HTTP/1.1 403 \x1b[31mno\r\n\r\n"), HttpError::connect_refused);
  EXPECT_EQ(odd.detail.status, 403);
  EXPECT_EQ(odd.detail.reason.find('\x1b'), std::string::npos);
  Client bare;
  EXPECT_FALSE(bare.answered_with("HTTP/1.1 200 OK\n\n"));
  EXPECT_EQ(bare.detail.status, 200);
}

TEST(HttpConnect, EachStepFailedOnce) {
  Client first;
  first.wire.near_script->fail_write = 1;
  EXPECT_EQ(first.answered_with("HTTP/1.1 200 OK\r\n\r\n"), connection_reset);
  EXPECT_FALSE(first.detail.credentials_sent);
  Client second;
  second.wire.near_script->fail_read = 1;
  EXPECT_EQ(second.answered_with("HTTP/1.1 200 OK\r\n\r\n"), connection_reset);
  EXPECT_EQ(second.detail.status, 0);
}

TEST(HttpConnect, ASilentProxyIsLeftToTheDeadline) {
  Client client;
  const auto result = client.world.run(
      with_deadline(client.world, client.world.now() + 30s, client.connect("hub.test")));
  EXPECT_EQ(result.error(), boost::system::errc::timed_out);
}

struct Proxy {
  TestWorld world;
  ScriptedPair wire;
  Result<ConnectRequest> request;

  void asked(std::string_view text) {
    auto accepting = world.start(http_accept_connect(world, std::move(wire.far)));
    world.start(wire.near->write(as_bytes(text)));
    world.settle();
    if (!accepting->done()) {
      wire.near.reset();
      world.settle();
    }
    request = accepting->take();
  }

  std::string_view answered() const { return as_text(wire.far_script->sent); }
};

TEST(HttpProxy, UnderstandsARequestAndKeepsWhatFollows) {
  Proxy proxy;
  proxy.asked("CONNECT hub.test:443 HTTP/1.1\r\nHost: hub.test:443\r\n"
              "Proxy-authorization: Basic dTpw\r\n\r\n\x16\x03");
  ASSERT_TRUE(proxy.request);
  EXPECT_EQ(proxy.request->host, "hub.test");
  EXPECT_EQ(proxy.request->port, 443);
  EXPECT_EQ(proxy.request->authorization, "Basic dTpw");
  EXPECT_EQ(as_text(proxy.world.run(read_bytes(*proxy.request->stream, 2))), "\x16\x03");
}

/// As azure-c-shared-utility writes it: no space after "Host:".
TEST(HttpProxy, UnderstandsTheCSdk) {
  Proxy proxy;
  proxy.asked("CONNECT hub.test:443 HTTP/1.1\r\nHost:hub.test:443\r\n\r\n");
  ASSERT_TRUE(proxy.request);
  EXPECT_EQ(proxy.request->host, "hub.test");
}

TEST(HttpProxy, Ipv6Destinations) {
  Proxy proxy;
  proxy.asked("CONNECT [2001:db8::1]:5671 HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(proxy.request);
  EXPECT_EQ(proxy.request->host, "2001:db8::1");
  EXPECT_EQ(proxy.request->port, 5671);
}

TEST(HttpProxy, AnswersWhatIsNoConnectByItself) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"GET http://hub.test/ HTTP/1.1\r\n\r\n", "HTTP/1.1 405 "},
      {"CONNECT hub.test HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
      {"CONNECT hub.test:0 HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
      {"CONNECT hub.test:65536 HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
      {"CONNECT :443 HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
      {"CONNECT a:b:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
      {"CONNECT [a:b:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
      {"CONNECT hub.test:443\r\n\r\n", "HTTP/1.1 400 "},
      {"\x16\x03\x01", "HTTP/1.1 400 "},
      {"CONN", ""},
  };
  for (const auto& [text, answer] : cases) {
    Proxy proxy;
    proxy.asked(text);
    EXPECT_FALSE(proxy.request) << text;
    EXPECT_EQ(proxy.answered().substr(0, 13), answer) << text;
    EXPECT_TRUE(proxy.wire.far_script->closed);
  }
}

TEST(HttpProxy, Answers) {
  const auto answer = [](int status, std::string realm) {
    TestWorld world;
    ScriptedPair wire;
    EXPECT_TRUE(world.run(http_answer_connect(*wire.far, status, std::move(realm))));
    return std::string(as_text(wire.far_script->sent));
  };
  EXPECT_EQ(answer(200, "ignored"), "HTTP/1.1 200 Connection established\r\n\r\n");
  EXPECT_EQ(answer(407, "the \"site\""),
            "HTTP/1.1 407 Proxy Authentication Required\r\n"
            "Proxy-Authenticate: Basic realm=\"the \\\"site\\\"\"\r\n"
            "Content-Length: 0\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(answer(403, ""),
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

}  // namespace
}  // namespace edge::test
