#include "common/http/response.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace edge {
namespace {

constexpr std::uint64_t kMostBody = 64;

/// What came of an answer that was read in pieces of `piece` bytes, and then ended.
struct ReadResponse {
  ErrorCode error;
  int status = 0;
  std::string body;
  bool done = false;
};

ReadResponse read_response(std::string_view text, std::size_t piece) {
  HttpResponseParser parser(kMostBody);
  ReadResponse read;
  std::string bytes;
  while (!text.empty() && !read.error && !parser.done()) {
    bytes += text.substr(0, piece);
    text.remove_prefix(std::min(piece, text.size()));
    if (const auto fed = parser.feed(bytes); !fed) read.error = fed.error();
    read.body += parser.take_body();
  }
  if (!read.error && !parser.done()) {
    if (const auto ended = parser.end(); !ended) read.error = ended.error();
  }
  if (parser.head()) read.status = parser.head()->status;
  read.done = parser.done();
  return read;
}

constexpr std::string_view kHead = "HTTP/1.1 200 OK\r\n";

TEST(HttpResponse, IsTheSameInWhateverPiecesItComes) {
  const std::string bodies[] = {"Content-Length: 5\r\n\r\nhello",
                                "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n"
                                "\r\n",
                                "Connection: close\r\n\r\nhello"};
  for (const auto& body : bodies) {
    for (const std::size_t piece : {1u, 2u, 7u, 1000u}) {
      const auto read = read_response(std::string(kHead) + body, piece);
      EXPECT_FALSE(read.error) << body << piece << read.error.message();
      EXPECT_EQ(read.status, 200);
      EXPECT_EQ(read.body, "hello") << body << piece;
      EXPECT_TRUE(read.done);
    }
  }
}

TEST(HttpResponse, IsRefusedForWhatItIs) {
  const std::pair<std::string, HttpError> rows[] = {
      {"SSH-2.0-OpenSSH_9.2\r\n", HttpError::not_http},
      {std::string(kHead) + "Content-Length: 5\r\n\r\nhell", HttpError::malformed},
      {std::string(kHead) + "Content-Length: 65\r\n\r\n", HttpError::body_too_large},
      {std::string(kHead) + "Content-Length: 4611686018427387904\r\n\r\n",
       HttpError::body_too_large},
      {std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\n50\r\n" + std::string(80, 'x'),
       HttpError::body_too_large},
      {std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", HttpError::malformed},
      {std::string(kHead) + "X: " + std::string(20'000, 'x'), HttpError::head_too_large},
      {"HTTP/1.1 ", HttpError::malformed},
  };
  for (const auto& [text, error] : rows) {
    EXPECT_EQ(read_response(text, 1000).error, make_error_code(error)) << text.substr(0, 80);
  }
}

}  // namespace
}  // namespace edge
