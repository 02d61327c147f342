// Feeding Beast's parsers of whole messages, for exchange.cpp and response.cpp alone.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <optional>
#include <string>

#include "common/http/head.hpp"

namespace edge {

inline HttpError http_error_of(const boost::beast::error_code& error) {
  namespace http = boost::beast::http;
  if (error == http::error::header_limit) return HttpError::head_too_large;
  if (error == http::error::body_limit) return HttpError::body_too_large;
  return HttpError::malformed;
}

/// Takes from `bytes` what `parser` has a use for. Once its head is there, `head` becomes what
/// `head_of` makes of it. Errors: HttpError.
template <class Parser, class Head, class HeadOf>
Result<void> feed_http(Parser& parser, HttpKind kind, std::optional<Head>& head, HeadOf head_of,
                       std::string& bytes) {
  if (!head) {
    // Beast waits for a whole first line; this tells at once what is no HTTP.
    const auto found = find_http_head(bytes, kind);
    if (!found) return found.error();
    if (*found == 0) return {};
  }
  while (!bytes.empty() && !parser.is_done()) {
    boost::beast::error_code error;
    const auto used = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    bytes.erase(0, used);
    if (parser.is_header_done() && !head) head = head_of(parser.get());
    if (error == boost::beast::http::error::need_more) return {};
    if (error) return make_error_code(http_error_of(error));
  }
  return {};
}

}  // namespace edge
