#include "common/http/response.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <utility>

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

HttpError response_error(const beast::error_code& error) {
  if (error == http::error::header_limit) return HttpError::head_too_large;
  if (error == http::error::body_limit) return HttpError::body_too_large;
  return HttpError::malformed;
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
  auto& parser = parser_->beast;
  if (!head_) {
    // Beast waits for a whole first line; this tells at once what is no HTTP.
    const auto found = find_http_head(bytes, HttpKind::response);
    if (!found) return found.error();
    if (*found == 0) return {};
  }
  while (!bytes.empty() && !parser.is_done()) {
    beast::error_code error;
    const auto used = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    bytes.erase(0, used);
    if (parser.is_header_done() && !head_) {
      const auto& message = parser.get();
      head_.emplace();
      head_->status = static_cast<int>(message.result_int());
      head_->reason = std::string(message.reason());
      for (const auto& field : message) {
        head_->fields.emplace_back(std::string(field.name_string()), std::string(field.value()));
      }
    }
    if (error == http::error::need_more) return {};
    if (error) return edge::make_error_code(response_error(error));
  }
  return {};
}

Result<void> HttpResponseParser::end() {
  auto& parser = parser_->beast;
  if (!parser.is_header_done()) return edge::make_error_code(HttpError::malformed);
  if (parser.is_done()) return {};
  beast::error_code error;
  parser.put_eof(error);
  if (error) return edge::make_error_code(response_error(error));
  return {};
}

const HttpHead* HttpResponseParser::head() const { return head_ ? &*head_ : nullptr; }

bool HttpResponseParser::done() const { return parser_->beast.is_done(); }

std::string HttpResponseParser::take_body() {
  return std::exchange(parser_->beast.get().body(), std::string());
}

}  // namespace edge
