#include "common/http/post.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <stdexcept>

#include "common/base/escape.hpp"
#include "common/base/version.hpp"
#include "common/base/visible.hpp"
#include "common/http/response.hpp"

namespace edge {
namespace {

constexpr int kMostInterim = 8;  // answers with 1xx before the one that counts

/// RFC 9110 section 5.5, without bytes beyond ASCII.
bool is_field_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c == '\t' || c == ' ' || is_visible(c); });
}

/// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kNone = "()<>@,;:\\\"/[]?={}";
  return is_visible(text) && text.find_first_of(kNone) == text.npos;
}

void require(bool right, std::string_view what, std::string_view text) {
  if (right) return;
  throw std::invalid_argument(fmt::format("POST: '{}' is no {}", printable(text, 80), what));
}

struct Reading {
  std::string received;
  std::array<std::uint8_t, 4096> chunk;
};

/// One answer, an interim one as well.
Awaitable<Result<HttpPosted>> read_answer(Stream& stream, Reading& reading,
                                          std::uint64_t max_body) {
  HttpResponseParser parser(max_body);
  HttpPosted answer;
  while (!parser.done()) {
    if (reading.received.empty()) {
      const Result<std::size_t> got = co_await stream.read_some(reading.chunk);
      if (!got && got.error() == boost::asio::error::eof && parser.end() && parser.head()) {
        answer.head = *parser.head();  // its body ends with the connection
        answer.body += parser.take_body();
        co_return answer;
      }
      if (!got) co_return got.error();
      reading.received += as_text(ByteView(reading.chunk).first(*got));
    }
    const Result<void> fed = parser.feed(reading.received);
    if (!fed) co_return fed.error();
    answer.body += parser.take_body();
  }
  answer.head = *parser.head();
  answer.keep_alive = !answer.head.lists("connection", "close");
  co_return answer;
}

}  // namespace

std::string post_request_text(const HttpPost& post) {
  require(is_visible(post.host), "host name", post.host);
  require(post.path.starts_with('/') && is_visible(post.path), "path", post.path);
  std::string text = fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: edgeprobe/{}\r\n"
                                 "Content-Length: {}\r\n", post.path, post.host, kVersion,
                                 post.body.size());
  for (const auto& [name, value] : post.fields) {
    require(is_token(name), "name of a field", name);
    require(is_field_value(value), "value of a field", name);  // which may be a secret
    text += fmt::format("{}: {}\r\n", name, value);
  }
  return text + "\r\n";
}

Awaitable<Result<HttpPosted>> http_post(Stream& stream, const HttpPost& post,
                                        std::uint64_t max_body) {
  const std::string request = post_request_text(post) + post.body;
  const Result<void> sent = co_await stream.write(as_bytes(request));
  if (!sent) co_return sent.error();
  Reading reading;
  for (int interim = 0; interim <= kMostInterim; ++interim) {
    Result<HttpPosted> answer = co_await read_answer(stream, reading, max_body);
    if (!answer || answer->head.status / 100 != 1) co_return answer;
  }
  co_return make_error_code(HttpError::malformed);
}

}  // namespace edge
