// One POST over a connection, and what servers make of the answer.
#include "common/http/post.hpp"

#include <gmock/gmock.h>

#include "tests/support/memory_world.hpp"

namespace edge::test {
namespace {

using namespace std::chrono_literals;

struct HttpPostTest : testing::Test {
  /// What becomes of the answer `text`, after which the server closes if it is to.
  Result<HttpPosted> posted(std::string_view text, bool closes = false) {
    auto [client, server] = world.connect_pair();
    world.run(server->write(as_bytes(text))).value();
    if (closes) world.run(closed(*server));
    return world.run(http_post(*client, post, 64));
  }

  static Awaitable<int> closed(Stream& stream) {
    co_await stream.close();
    co_return 0;
  }

  MemoryWorld world;
  Secret post = request_with_body({.method = "POST", .host = "c:4318", .target = "/v1"}, "{}");
};

TEST_F(HttpPostTest, TheRequestHasTheLengthOfItsBody) {
  EXPECT_THAT(post.reveal(), testing::StartsWith("POST /v1 HTTP/1.1\r\nHost: c:4318\r\n"));
  EXPECT_THAT(post.reveal(), testing::EndsWith("\r\nContent-Length: 2\r\n\r\n{}"));
}

TEST_F(HttpPostTest, AnAnswerIsReadHoweverItsBodyIsSent) {
  const auto sized = posted("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_EQ(sized->body, "ok");
  EXPECT_TRUE(sized->keep_alive);
  const auto chunked = posted("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                              "Connection: close\r\n\r\n2\r\nok\r\n0\r\n\r\n");
  EXPECT_EQ(chunked->body, "ok");
  EXPECT_FALSE(chunked->keep_alive);
  const auto empty = posted("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(empty->head.status, 204);
}

TEST_F(HttpPostTest, WhatIsNoAnswerIsAnError) {
  EXPECT_EQ(posted("SSH-2.0-x\r\n").error(), HttpError::not_http);
  EXPECT_EQ(posted("HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n").error(),
            HttpError::body_too_large);
  EXPECT_TRUE(posted("HTTP/1.1 200 OK\r\nContent-Le", true).has_error());
  std::string endless;
  for (int i = 0; i < 10; ++i) endless += "HTTP/1.1 102 Processing\r\n\r\n";
  EXPECT_EQ(posted(endless).error(), HttpError::malformed);
}

}  // namespace
}  // namespace edge::test
