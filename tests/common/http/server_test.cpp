// What the server holds a client to, before any route is asked.
#include "common/http/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/http/answers.hpp"
#include "common/world/with_deadline.hpp"
#include "tests/support/memory_world.hpp"

namespace edge::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

Awaitable<HttpAnswer> answer(HttpRequest request) {
  if (request.head.target == "/throws") throw std::runtime_error("no space left");
  co_return json_answer({{"target", request.head.target}, {"size", request.body.size()}});
}

struct HttpServerTest : testing::Test {
  HttpServerTest() {
    site->refuse = [](const HttpHead& head) -> std::optional<HttpAnswer> {
      if (head.field("authorization") == "yes") return std::nullopt;
      return error_answer(401, "token-required", "no");
    };
    site->answer = answer;
    auto [near, far] = world.connect_pair();
    client = std::move(near);
    world.start(serve_http_client(world, site, limits, std::move(far)));
  }

  void send(std::string_view text) { world.run(client->write(as_bytes(text))).has_value(); }
  /// All that has come by now; "(closed)" behind it if the server has gone.
  std::string heard() {
    world.advance(1ms);
    std::string text;
    std::array<std::uint8_t, 4096> chunk;
    while (true) {
      auto reading = client->read_some(chunk);
      const auto got = world.run(with_deadline(world, world.now(), std::move(reading)));
      if (!got) return text + (got.error() == boost::asio::error::eof ? "(closed)" : "");
      text += as_text(ByteView(chunk).first(*got));
    }
  }

  MemoryWorld world;
  std::shared_ptr<HttpSite> site = std::make_shared<HttpSite>();
  HttpLimits limits{.body = 32};
  std::unique_ptr<Stream> client;
};

constexpr const char* kGood = "GET /a HTTP/1.1\r\nHost: x\r\nAuthorization: yes\r\n\r\n";

TEST_F(HttpServerTest, AnswersOneRequestAfterTheOtherOnOneConnection) {
  send(kGood);
  EXPECT_THAT(heard(), HasSubstr("{\"target\":\"/a\",\"size\":0}"));
  send(std::string(kGood) + kGood);
  const std::string both = heard();
  EXPECT_NE(both.find("HTTP/1.1 200"), both.rfind("HTTP/1.1 200"));
  EXPECT_THAT(both, testing::Not(HasSubstr("(closed)")));
}

TEST_F(HttpServerTest, EndsTheConnectionWhenAskedTo) {
  send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: yes\r\n\r\n");
  EXPECT_THAT(heard(), testing::EndsWith("(closed)"));
}

TEST_F(HttpServerTest, RefusesBeforeTheBodyIsThere) {
  send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n");
  EXPECT_THAT(heard(), StartsWith("HTTP/1.1 401 "));
  world.advance(3s);
  EXPECT_EQ(heard(), "(closed)");
}

TEST_F(HttpServerTest, TellsAClientThatWaitsToGoOn) {
  send("PUT /a HTTP/1.1\r\nHost: x\r\nAuthorization: yes\r\nExpect: 100-continue\r\n"
       "Content-Length: 2\r\n\r\n");
  EXPECT_EQ(heard(), "HTTP/1.1 100 Continue\r\n\r\n");
  send("{}");
  EXPECT_THAT(heard(), HasSubstr("\"size\":2"));
}

TEST_F(HttpServerTest, WhatAHandlerThrowsIsAnswered) {
  send("GET /throws HTTP/1.1\r\nHost: x\r\nAuthorization: yes\r\n\r\n");
  const std::string text = heard();
  EXPECT_THAT(text, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(text, HasSubstr("no space left"));
}

TEST_F(HttpServerTest, MalformedAndTooLargeRequestsAreToldSo) {
  const std::pair<std::string, const char*> rows[] = {
      {"\x16\x03\x01\x02", "400"},
      {"GET / HTTP/1.1\r\nno colon\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nA: " + std::string(kMaxHttpHead, 'a') + "\r\n\r\n", "431"},
      {"PUT / HTTP/1.1\r\nAuthorization: yes\r\nContent-Length: 33\r\n\r\n", "413"},
  };
  for (const auto& [request, status] : rows) {
    auto [near, far] = world.connect_pair();
    client = std::move(near);
    world.start(serve_http_client(world, site, limits, std::move(far)));
    send(request);
    const std::string text = heard();
    EXPECT_THAT(text, StartsWith(std::string("HTTP/1.1 ") + status));
    EXPECT_THAT(text, HasSubstr("{\"error\":{\"code\":\""));
    EXPECT_THAT(text, HasSubstr("Connection: close"));
  }
}

TEST_F(HttpServerTest, ARequestThatComesTooSlowlyIsGivenUp) {
  send("GET /a HT");
  world.advance(29s);
  EXPECT_EQ(heard(), "");
  send("TP/1.1\r\n");  // does not begin the time again
  world.advance(2s);
  EXPECT_THAT(heard(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(HttpServerTest, AConnectionThatSaysNothingIsEnded) {
  world.advance(9s);
  EXPECT_EQ(heard(), "");
  world.advance(2s);
  EXPECT_EQ(heard(), "(closed)");
}

TEST_F(HttpServerTest, OneThatHasAskedBeforeMayBeIdleForLonger) {
  send(kGood);
  EXPECT_THAT(heard(), StartsWith("HTTP/1.1 200 "));
  world.advance(59s);
  EXPECT_EQ(heard(), "");
  world.advance(2s);
  EXPECT_EQ(heard(), "(closed)");
}

TEST(HttpServer, StrangersHoweverManyKeepNobodyOut) {
  MemoryWorld world;
  auto site = std::make_shared<HttpSite>();
  site->refuse = [](const HttpHead& head) -> std::optional<HttpAnswer> {
    if (head.field("authorization") == "yes") return std::nullopt;
    return error_answer(401, "token-required", "no");
  };
  site->answer = answer;
  const Endpoint here{boost::asio::ip::make_address("127.0.0.1"), 8090};
  world.start(serve_http(world.loop().context().get_executor(), world,
                         world.listen(here).value(), site, {}));
  std::vector<std::unique_ptr<Stream>> strangers;
  const auto come = [&](std::string_view text) {
    auto stream = world.run(world.dial(here, {})).stream;
    world.run(stream->write(as_bytes(text))).has_value();
    world.advance(1ms);
    return stream;
  };
  std::array<std::uint8_t, 16> chunk;
  for (int i = 0; i < 64; ++i) strangers.push_back(come("G"));
  const auto good = come(kGood);
  EXPECT_TRUE(world.run(good->read_some(chunk)));
  EXPECT_EQ(world.run(strangers[0]->read_some(chunk)).error(), boost::asio::error::eof);
  for (int i = 0; i < 100; ++i) {
    for (const char* said : {"", "GET / HTTP/1.1\r\n\r\n"}) strangers.push_back(come(said));
  }
  world.run(good->write(as_bytes(kGood))).value();
  EXPECT_TRUE(world.run(good->read_some(chunk)));
  EXPECT_TRUE(world.run(come(kGood)->read_some(chunk)));
}

TEST(HttpServer, MoreConnectionsThanAllowedAreClosedAtOnce) {
  MemoryWorld world;
  auto site = std::make_shared<HttpSite>();
  site->refuse = [](const HttpHead&) { return std::nullopt; };
  site->answer = answer;
  HttpLimits limits;
  limits.connections = 2;
  const Endpoint here{boost::asio::ip::make_address("127.0.0.1"), 8090};
  world.start(serve_http(world.loop().context().get_executor(), world,
                         world.listen(here).value(), site, limits));
  std::vector<std::unique_ptr<Stream>> clients;
  std::array<std::uint8_t, 16> chunk;
  for (int i = 0; i < 2; ++i) {
    clients.push_back(world.run(world.dial(here, {})).stream);
    world.run(clients.back()->write(as_bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))).value();
    EXPECT_TRUE(world.run(clients.back()->read_some(chunk)));
  }
  const auto third = world.run(world.dial(here, {})).stream;
  EXPECT_EQ(world.run(third->read_some(chunk)).error(), boost::asio::error::eof);
}

}  // namespace
}  // namespace edge::test
