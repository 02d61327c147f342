#include "common/http/get.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/base/ascii_case.hpp"
#include "common/base/escape.hpp"
#include "common/base/whole_number.hpp"
#include "common/http/head_reader.hpp"
#include "common/http/page.hpp"
#include "common/http/response.hpp"

namespace edge {
namespace {

constexpr std::size_t kShownField = 256;  // bytes

void understand(const HttpHead& head, HttpDetail& detail) {
  const auto shown = [&](std::string_view name) {
    return printable(head.field(name), kShownField);
  };
  detail.status = head.status;
  detail.reason = printable(head.reason, kShownField);
  detail.server = shown("Server");
  detail.via = shown("Via");
  detail.location = shown("Location");
  detail.challenge = shown("WWW-Authenticate");
  detail.api_version = shown("Docker-Distribution-Api-Version");
}

/// How much of a body there is to read; interim answers and 204 have none (RFC 9112 section 6.3).
std::size_t body_size(const HttpHead& head) {
  if (head.status / 100 == 1 || head.status == 204 || head.status == 304) return 0;
  const auto told = whole_number<std::uint64_t>(head.field("Content-Length"));
  return static_cast<std::size_t>(std::min<std::uint64_t>(told.value_or(kMostOfBody), kMostOfBody));
}

/// A chunked body ends with an empty chunk (RFC 9112 section 7.1).
bool is_whole(const HttpHead& head, std::string_view body) {
  if (!head.lists("Transfer-Encoding", "chunked")) return false;
  return body.ends_with("0\r\n\r\n");
}

/// Reads on until `received` has the head of the answer proper, which follows those that are
/// interim; takes those away.
Awaitable<Result<std::size_t>> final_head(Stream& stream, std::string& received) {
  std::size_t interim = 0;
  while (true) {
    const Result<std::size_t> size =
        co_await read_http_head(stream, HttpKind::response, received);
    if (!size || !is_interim_response(std::string_view(received).substr(0, *size))) co_return size;
    interim += *size;
    received.erase(0, *size);
    if (interim > kMaxHttpHead) co_return make_error_code(HttpError::head_too_large);
  }
}

struct ReadHead {
  HttpHead head;
  std::size_t size;  // bytes
};

/// Sends the request and reads the head of its answer, which `received` begins with then.
Awaitable<Result<ReadHead>> ask_for_head(Stream& stream, const HttpAsk& request,
                                         std::string& received, HttpDetail& detail) {
  const Secret text(request_lines(request) + "Connection: close\r\n\r\n");
  const Result<void> sent = co_await stream.write(as_bytes(text.reveal()));
  if (!sent) co_return sent.error();
  const Result<std::size_t> size = co_await final_head(stream, received);
  if (!size) {
    detail.body_start = received.empty() ? "" : first_line_of(received);
    co_return size.error();
  }
  Result<HttpHead> head = parse_http_response(std::string_view(received).substr(0, *size));
  if (!head) co_return head.error();
  understand(*head, detail);
  co_return ReadHead{std::move(*head), *size};
}

}  // namespace

Awaitable<Result<void>> http_get(Stream& stream, std::string host, HttpDetail& detail) {
  HttpAsk request{.host = std::move(host), .target = detail.path};
  request.fields.emplace_back("Accept", Secret("*/*"));
  std::string received;
  const Result<ReadHead> answer = co_await ask_for_head(stream, request, received, detail);
  if (!answer) co_return answer.error();
  received.erase(0, answer->size);
  const HttpHead& head = answer->head;
  const std::size_t whole = body_size(head);
  std::array<std::uint8_t, 4096> buffer;
  while (received.size() < whole && !is_whole(head, received) && detail.title.empty()) {
    const Result<std::size_t> got = co_await stream.read_some(buffer);
    if (!got) break;
    received += as_text({buffer.data(), *got});
    detail.title = html_title(received);
  }
  detail.title = html_title(received);
  detail.body_start = page_start(received);
  co_return Result<void>{};
}

Awaitable<Result<HttpAnswered>> http_ask(Stream& stream, HttpAsk request,
                                         std::size_t most_of_body, HttpDetail& detail) {
  std::string received;
  Result<ReadHead> answer = co_await ask_for_head(stream, request, received, detail);
  if (!answer) co_return answer.error();
  HttpAnswered answered{std::move(answer->head), {}};
  if (request.method == "HEAD") co_return answered;
  HttpResponseParser parser(most_of_body);
  std::array<std::uint8_t, 4096> buffer;
  while (parser.feed(received)) {
    answered.body += parser.take_body();
    if (parser.done()) break;
    const Result<std::size_t> got = co_await stream.read_some(buffer);
    if (!got) break;
    received += as_text({buffer.data(), *got});
  }
  answered.body += parser.take_body();
  co_return answered;
}

}  // namespace edge
