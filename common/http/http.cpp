#include "common/http/http.hpp"

#include <array>
#include <utility>

#include "common/http/connect_messages.hpp"
#include "common/http/head_reader.hpp"
#include "common/http/prefixed_stream.hpp"

namespace edge {

Awaitable<Result<std::size_t>> read_http_head(Stream& stream, HttpKind kind,
                                              std::string& received) {
  std::array<std::uint8_t, 4096> buffer;
  while (true) {
    const Result<std::size_t> size = find_http_head(received, kind);
    if (!size || *size > 0) co_return size;
    const Result<std::size_t> got = co_await stream.read_some(buffer);
    if (!got) co_return got.error();
    received += as_text({buffer.data(), *got});
  }
}

namespace {

/// Reads answers until one is final: a proxy may announce 1xx before (RFC 9110 section 15.2).
Awaitable<Result<void>> read_connect_answer(Stream& stream, std::string& received,
                                            ProxyDetail& detail) {
  std::size_t interim_bytes = 0;
  while (true) {
    const Result<std::size_t> size =
        co_await read_http_head(stream, HttpKind::response, received);
    if (!size) {
      // No field of its own: what came in place of a status line is shown as its phrase.
      if (!received.empty()) detail.reason = first_line_of(received);
      co_return size.error();
    }
    const std::string head = received.substr(0, *size);
    received.erase(0, *size);
    const Result<void> understood = understand_connect_answer(head, detail);
    const bool interim = understood.has_error() &&
                         understood.error() == HttpError::connect_refused &&
                         detail.status / 100 == 1;
    if (!interim) co_return understood;
    interim_bytes += *size;
    if (interim_bytes > kMaxHttpHead) co_return make_error_code(HttpError::head_too_large);
  }
}

}  // namespace

Awaitable<Result<std::unique_ptr<Stream>>> http_connect(World&, std::unique_ptr<Stream> below,
                                                        std::string host, std::uint16_t port,
                                                        std::optional<ProxyCredentials> credentials,
                                                        ProxyDetail& detail) {
  const std::string request = connect_request_text(host, port, credentials);
  const Result<void> sent = co_await below->write(as_bytes(request));
  if (!sent) co_return sent.error();
  detail.credentials_sent = credentials.has_value();
  std::string received;
  const Result<void> answered = co_await read_connect_answer(*below, received, detail);
  if (answered) co_return with_prefix(received, std::move(below));
  co_await below->close();
  co_return answered.error();
}

Awaitable<Result<ConnectRequest>> http_accept_connect(World&, std::unique_ptr<Stream> below) {
  std::string received;
  const Result<std::size_t> size = co_await read_http_head(*below, HttpKind::request, received);
  Result<ConnectRequest> request =
      size ? understand_connect_request(std::string_view(received).substr(0, *size))
           : Result<ConnectRequest>(size.error());
  if (request) {
    request->stream = with_prefix(std::string_view(received).substr(*size), std::move(below));
    co_return request;
  }
  if (request.error().category() == http_category()) {
    const bool wrong_method = request.error() == HttpError::not_connect;
    const std::string refusal = connect_answer_text(wrong_method ? 405 : 400, "");
    co_await below->write(as_bytes(refusal));
  }
  co_await below->close();
  co_return request;
}

Awaitable<Result<void>> http_answer_connect(Stream& stream, int status, std::string realm) {
  const std::string answer = connect_answer_text(status, realm);
  co_return co_await stream.write(as_bytes(answer));
}

}  // namespace edge
