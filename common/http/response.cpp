#include "common/http/response.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <utility>

#include "common/http/feed.hpp"

namespace edge {

namespace beast = boost::beast;
namespace http = beast::http;

namespace {

/// A body that makes no room for what a peer only announces, as Beast's string_body does.
struct PiecesBody {
  using value_type = std::string;

  class reader {
   public:
    template <bool IsRequest, class Fields>
    reader(http::header<IsRequest, Fields>&, value_type& pieces) : pieces_(pieces) {}

    void init(const boost::optional<std::uint64_t>&, beast::error_code& error) { error = {}; }

    template <class Buffers>
    std::size_t put(const Buffers& buffers, beast::error_code& error) {
      error = {};
      std::size_t taken = 0;
      for (const auto piece : beast::buffers_range_ref(buffers)) {
        pieces_.append(static_cast<const char*>(piece.data()), piece.size());
        taken += piece.size();
      }
      return taken;
    }

    void finish(beast::error_code& error) { error = {}; }

   private:
    value_type& pieces_;
  };
};

template <class Message>
HttpHead response_head_of(const Message& message) {
  HttpHead head;
  head.status = static_cast<int>(message.result_int());
  head.reason = std::string(message.reason());
  for (const auto& field : message) {
    head.fields.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  return head;
}

}  // namespace

struct HttpResponseParser::Parser {
  http::response_parser<PiecesBody> beast;
};

HttpResponseParser::HttpResponseParser(std::uint64_t max_body)
    : parser_(std::make_unique<Parser>()) {
  parser_->beast.header_limit(static_cast<std::uint32_t>(kMaxHttpHead));
  parser_->beast.body_limit(max_body);
  parser_->beast.eager(true);
}

HttpResponseParser::~HttpResponseParser() = default;

Result<void> HttpResponseParser::feed(std::string& bytes) {
  const auto take = [](const auto& message) { return response_head_of(message); };
  return feed_http(parser_->beast, HttpKind::response, head_, take, bytes);
}

Result<void> HttpResponseParser::end() {
  auto& parser = parser_->beast;
  if (!parser.is_header_done()) return edge::make_error_code(HttpError::malformed);
  if (parser.is_done()) return {};
  beast::error_code error;
  parser.put_eof(error);
  if (error) return make_error_code(http_error_of(error));
  return {};
}

const HttpHead* HttpResponseParser::head() const { return head_ ? &*head_ : nullptr; }

bool HttpResponseParser::done() const { return parser_->beast.is_done(); }

std::string HttpResponseParser::take_body() {
  return std::exchange(parser_->beast.get().body(), std::string());
}

}  // namespace edge
