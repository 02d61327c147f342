#include "common/http/post.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/error.hpp>

#include "common/http/response.hpp"

namespace edge {
namespace {

constexpr int kMostInterim = 8;  // answers with 1xx before the one that counts

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

Secret request_with_body(const HttpAsk& request, std::string_view body) {
  return Secret(fmt::format("{}Content-Length: {}\r\n\r\n{}", request_lines(request),
                            body.size(), body));
}

Awaitable<Result<HttpPosted>> http_post(Stream& stream, Secret request_with_body,
                                        std::uint64_t max_body) {
  const Result<void> sent = co_await stream.write(as_bytes(request_with_body.reveal()));
  if (!sent) co_return sent.error();
  Reading reading;
  for (int interim = 0; interim <= kMostInterim; ++interim) {
    Result<HttpPosted> answer = co_await read_answer(stream, reading, max_body);
    if (!answer || answer->head.status / 100 != 1) co_return answer;
  }
  co_return make_error_code(HttpError::malformed);
}

}  // namespace edge
