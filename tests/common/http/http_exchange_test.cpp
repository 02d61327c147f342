#include "common/http/exchange.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edge {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::size_t kMaxBody = 64;

/// Feeds `text` in pieces of `piece` bytes; what is left over is in `rest`.
Result<void> feed(HttpRequestParser& parser, std::string_view text, std::size_t piece,
                  std::string* rest = nullptr) {
  std::string bytes;
  while (!text.empty()) {
    bytes += text.substr(0, piece);
    text.remove_prefix(std::min(piece, text.size()));
    if (const auto fed = parser.feed(bytes); !fed) return fed;
  }
  if (rest) *rest = bytes;
  return {};
}

TEST(HttpExchange, ARequestIsTheSameInWhateverPiecesItComes) {
  const std::string text =
      "PUT /devices/a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
  for (const std::size_t piece : {1u, 2u, 7u, 1000u}) {
    HttpRequestParser parser(kMaxBody);
    ASSERT_TRUE(feed(parser, text, piece)) << piece;
    ASSERT_TRUE(parser.done()) << piece;
    const HttpRequest request = parser.take();
    EXPECT_EQ(request.head.method, "PUT");
    EXPECT_EQ(request.head.target, "/devices/a?b=c");
    EXPECT_EQ(request.head.field("host"), "x");
    EXPECT_EQ(request.body, "hello");
    EXPECT_TRUE(request.keep_alive);
  }
}

TEST(HttpExchange, ChunksBecomeOneBodyAndTheNextRequestStays) {
  HttpRequestParser parser(kMaxBody);
  std::string rest;
  ASSERT_TRUE(feed(parser, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                           "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET / HTTP", 1000, &rest));
  ASSERT_TRUE(parser.done());
  EXPECT_EQ(parser.take().body, "abcde");
  EXPECT_EQ(rest, "GET / HTTP");
}

TEST(HttpExchange, TheHeadIsThereBeforeTheBody) {
  HttpRequestParser parser(kMaxBody);
  EXPECT_EQ(parser.head(), nullptr);
  ASSERT_TRUE(feed(parser, "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                           "Content-Length: 2\r\n\r\n", 1000));
  ASSERT_NE(parser.head(), nullptr);
  EXPECT_FALSE(parser.done());
  EXPECT_TRUE(parser.waits_for_continue());
  ASSERT_TRUE(feed(parser, "{}", 1));
  EXPECT_TRUE(parser.done());
  EXPECT_FALSE(parser.waits_for_continue());
}

TEST(HttpExchange, WhatTheClientWantsAfterwardsIsKept) {
  const std::pair<const char*, bool> rows[] = {
      {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", true},
      {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", false},
      {"GET / HTTP/1.0\r\nHost: x\r\n\r\n", false},
  };
  for (const auto& [text, keep_alive] : rows) {
    HttpRequestParser parser(kMaxBody);
    ASSERT_TRUE(feed(parser, text, 1000)) << text;
    EXPECT_EQ(parser.take().keep_alive, keep_alive) << text;
  }
}

TEST(HttpExchange, LimitsAndGrammarAreHeld) {
  const std::string long_field(kMaxHttpHead, 'a');
  const std::pair<std::string, HttpError> rows[] = {
      {"\x16\x03\x01", HttpError::not_http},
      {"GET / HTTP/1.1\r\nHost x\r\n\r\n", HttpError::malformed},
      {"GET / HTTP/3.1\r\nHost: x\r\n\r\n", HttpError::malformed},
      {"GET / HTTP/1.1\r\nA: " + long_field + "\r\n\r\n", HttpError::head_too_large},
      {"PUT / HTTP/1.1\r\nContent-Length: 65\r\n\r\n", HttpError::body_too_large},
      {"PUT / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", HttpError::malformed},
      {"PUT / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", HttpError::malformed},
      {"PUT / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
       HttpError::malformed},
      {"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", HttpError::malformed},
      {"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n" + std::string(65, 'b') +
           "\r\n0\r\n\r\n", HttpError::body_too_large},
  };
  for (const auto& [text, error] : rows) {
    for (const std::size_t piece : {1u, 100'000u}) {
      HttpRequestParser parser(kMaxBody);
      const auto fed = feed(parser, text, piece);
      ASSERT_FALSE(fed) << text.substr(0, 60);
      EXPECT_EQ(fed.error(), error) << text.substr(0, 60);
    }
  }
}

TEST(HttpExchange, AnAnswerSaysHowLongItIsAndWhetherItWasTheLast) {
  HttpAnswer answer;
  answer.body = "{}\n";
  answer.fields = {{"ETag", "\"1\""}};
  const std::string text = http_answer_text(answer, true);
  EXPECT_THAT(text, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nContent-Length: 3\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nETag: \"1\"\r\n"));
  EXPECT_THAT(text, EndsWith("\r\n\r\n{}\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("Connection: close")));
  EXPECT_THAT(http_answer_text(answer, false), HasSubstr("Connection: close\r\n"));
}

TEST(HttpExchange, AnAnswerWithoutContentHasNeitherLengthNorType) {
  HttpAnswer answer;
  answer.status = 204;
  const std::string text = http_answer_text(answer, true);
  EXPECT_THAT(text, StartsWith("HTTP/1.1 204 No Content\r\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("Content-")));
  EXPECT_THAT(text, EndsWith("\r\n\r\n"));
}

}  // namespace
}  // namespace edge
