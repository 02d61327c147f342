#include "common/http/head.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edge::test {
namespace {

using namespace std::string_literals;

TEST(HttpHead, IsFoundByItsEmptyLine) {
  const std::string head = "HTTP/1.1 200 OK\r\nVia: a\r\n\r\n";
  EXPECT_EQ(find_http_head(head + "rest", HttpKind::response).value(), head.size());
  for (std::size_t size = 0; size < head.size(); ++size) {
    EXPECT_EQ(find_http_head(head.substr(0, size), HttpKind::response).value(), 0u) << size;
  }
}

TEST(HttpHead, LoneLineFeedsEndAHeadToo) {
  EXPECT_EQ(find_http_head("HTTP/1.0 200 OK\n\nrest", HttpKind::response).value(), 17u);
  EXPECT_EQ(find_http_head("HTTP/1.0 200 OK\n\r\nrest", HttpKind::response).value(), 18u);
}

TEST(HttpHead, WhatIsNotHttpIsToldAtTheFirstWrongByte) {
  const auto is_response = [](std::string_view bytes) {
    return find_http_head(bytes, HttpKind::response).has_value();
  };
  EXPECT_TRUE(is_response(""));
  EXPECT_TRUE(is_response("HTTP/1"));
  EXPECT_FALSE(is_response("HTTP/2"));
  EXPECT_FALSE(is_response("AMQP"));
  EXPECT_FALSE(is_response("\x16\x03\x03"));
  const auto is_request = [](std::string_view bytes) {
    return find_http_head(bytes, HttpKind::request).has_value();
  };
  EXPECT_TRUE(is_request(""));
  EXPECT_TRUE(is_request("CONNE"));
  EXPECT_TRUE(is_request("GET /"));
  EXPECT_FALSE(is_request(" GET /"));
  EXPECT_FALSE(is_request("\x16\x03\x03"));
  EXPECT_FALSE(is_request("AMQP\0\1\0\0"s));
  EXPECT_FALSE(is_request(std::string(25, 'A')));
}

TEST(HttpHead, IsBounded) {
  const std::string start = "HTTP/1.1 200 OK\r\nX: ";
  const std::string fits = start + std::string(kMaxHttpHead - start.size() - 4, 'x') + "\r\n\r\n";
  EXPECT_EQ(find_http_head(fits, HttpKind::response).value(), kMaxHttpHead);
  EXPECT_TRUE(parse_http_response(fits).has_value());
  const std::string long_head = start + std::string(kMaxHttpHead, 'x');
  EXPECT_EQ(find_http_head(long_head, HttpKind::response).error(), HttpError::head_too_large);
  EXPECT_EQ(find_http_head(long_head + "\r\n\r\n", HttpKind::response).error(),
            HttpError::head_too_large);
}

TEST(HttpHead, ResponsesOfEveryHabit) {
  const auto status = [](std::string_view head) {
    const auto parsed = parse_http_response(head);
    return parsed ? parsed->status : 0;
  };
  EXPECT_EQ(status("HTTP/1.1 200 OK\r\n\r\n"), 200);
  EXPECT_EQ(status("HTTP/1.0 200 Connection established\r\n\r\n"), 200);
  EXPECT_EQ(status("HTTP/1.1 200 \r\n\r\n"), 200);
  EXPECT_EQ(status("HTTP/1.1 200\r\n\r\n"), 200);
  EXPECT_EQ(status("HTTP/1.1 999 Request denied\r\n\r\n"), 999);
  EXPECT_EQ(status("HTTP/1.1 2000 OK\r\n\r\n"), 0);
  EXPECT_EQ(status("HTTP/1.1 two OK\r\n\r\n"), 0);
  EXPECT_EQ(status("HTTP/1.1 403 No\nVia: a\n\n"), 403);
  EXPECT_EQ(status("HTTP/1.1 403\n\n"), 403);
  EXPECT_EQ(status("HTTP/1.1 403 \x1b]0;owned\a\xff\r\n\r\n"), 403);
  EXPECT_EQ(status("HTTP/1.1 403 a\rb\r\n\r\n"), 0);
  EXPECT_EQ(status("HTTP/1.1 403\tNo\r\n\r\n"), 0);
  EXPECT_EQ(status("HTTP/1.1 200 OK\r\nVia: a\rb\r\n\r\n"), 0);
  EXPECT_EQ(status("HTTP/1.1 200 OK\r\nVia: \x1b\r\n\r\n"), 0);
  EXPECT_EQ(status("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"), 0);
  EXPECT_EQ(status("HTTP/1.1 200 OK\r\n: no name\r\n\r\n"), 0);
  EXPECT_EQ(status("HTTP/1.1 200 OK\r\nContent-Length: rubbish\r\n\r\n"), 0);
}

TEST(HttpHead, CarelessAnswersKeepTheirEvidence) {
  const auto head = parse_http_response("HTTP/1.0 403 \x1bno\nVia: a\nServer: b\n\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->reason, "\x1bno");
  EXPECT_EQ(head->field("Via"), "a");
  EXPECT_EQ(head->field("Server"), "b");
}

TEST(HttpHead, InterimAnswers) {
  EXPECT_TRUE(is_interim_response("HTTP/1.1 100 Continue\r\n\r\n"));
  EXPECT_TRUE(is_interim_response("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"));
  EXPECT_FALSE(is_interim_response("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
  EXPECT_FALSE(is_interim_response("HTTP/1.1 200 OK\r\n\r\n"));
}

TEST(HttpHead, FieldsAreJoinedWhateverTheirCase) {
  const auto head = parse_http_response("HTTP/1.1 200 OK\r\nVia: one\r\nx: y\r\nVIA: two\r\n\r\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->field("via"), "one, two");
  EXPECT_EQ(head->field("absent"), "");
}

TEST(HttpHead, Requests) {
  const auto head =
      parse_http_request("CONNECT hub.test:443 HTTP/1.1\r\nHost: hub.test:443\r\n\r\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->method, "CONNECT");
  EXPECT_EQ(head->target, "hub.test:443");
  EXPECT_EQ(head->field("Host"), "hub.test:443");
}

TEST(HttpHead, FirstLinesAreShort) {
  EXPECT_EQ(first_line_of("SSH-2.0\r\nmore"), "SSH-2.0");
  EXPECT_EQ(first_line_of("\r\nmore"), "\\x0d\\x0amore");
  EXPECT_EQ(first_line_of(std::string(1000, 'x')).size(), 128u + 3);
}

}  // namespace
}  // namespace edge::test
