#include "common/http/exchange.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

#include "common/http/feed.hpp"

namespace edge {

namespace beast = boost::beast;
namespace http = beast::http;

struct HttpRequestParser::Parser {
  http::request_parser<http::string_body> beast;
};

namespace {

template <class Message>
HttpHead head_of(const Message& message) {
  HttpHead head;
  head.method = std::string(message.method_string());
  head.target = std::string(message.target());
  for (const auto& field : message) {
    head.fields.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  return head;
}

}  // namespace

HttpRequestParser::HttpRequestParser(std::size_t max_body) : parser_(std::make_unique<Parser>()) {
  parser_->beast.header_limit(static_cast<std::uint32_t>(kMaxHttpHead));
  parser_->beast.body_limit(max_body);
  parser_->beast.eager(true);
}

HttpRequestParser::~HttpRequestParser() = default;

Result<void> HttpRequestParser::feed(std::string& bytes) {
  const auto take = [](const auto& message) { return head_of(message); };
  return feed_http(parser_->beast, HttpKind::request, head_, take, bytes);
}

const HttpHead* HttpRequestParser::head() const { return head_ ? &*head_ : nullptr; }

bool HttpRequestParser::done() const { return parser_->beast.is_done(); }

bool HttpRequestParser::waits_for_continue() const {
  return head_ && !done() && head_->lists("expect", "100-continue");
}

HttpRequest HttpRequestParser::take() {
  auto message = parser_->beast.release();
  return {std::move(*head_), std::move(message.body()), message.keep_alive()};
}

std::string http_answer_text(const HttpAnswer& answer, bool keep_alive) {
  http::response<http::string_body> message(
      http::int_to_status(static_cast<unsigned>(answer.status)), 11, answer.body);
  message.keep_alive(keep_alive);
  message.set(http::field::cache_control, "no-store");
  if (!answer.body.empty()) message.set(http::field::content_type, "application/json");
  for (const auto& [name, value] : answer.fields) message.set(name, value);
  if (answer.status != 204) message.prepare_payload();

  http::response_serializer<http::string_body> serializer(message);
  std::string text;
  while (!serializer.is_done()) {
    beast::error_code error;
    serializer.next(error, [&](beast::error_code&, const auto& buffers) {
      for (const auto piece : beast::buffers_range_ref(buffers)) {
        text.append(static_cast<const char*>(piece.data()), piece.size());
      }
      serializer.consume(beast::buffer_bytes(buffers));
    });
    if (error) break;  // a message of this form has none
  }
  return text;
}

}  // namespace edge
