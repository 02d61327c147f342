// The head of an HTTP/1.x message (start line and header fields), found in arbitrary bytes and
// parsed by Beast. No bodies, no I/O. Whatever is shown later must go through printable() first.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/result.hpp"

namespace edge {

/// The largest head that is read, in bytes.
inline constexpr std::size_t kMaxHttpHead = 16 * 1024;

enum class HttpError {
  not_http = 1,         // the bytes do not begin an HTTP message
  malformed,            // they do, but the head breaks RFC 9112's grammar
  head_too_large,       // more than kMaxHttpHead bytes
  not_connect,          // a request with another method than CONNECT
  connect_refused,      // the answer to CONNECT is not 2xx
  body_too_large,       // a request's body is larger than its reader takes
};

const boost::system::error_category& http_category();
ErrorCode make_error_code(HttpError error);

struct HttpHead {
  int status = 0;             // of a response
  std::string reason;         // of a response
  std::string method, target; // of a request
  std::vector<std::pair<std::string, std::string>> fields;

  /// The values of all fields called `name` (any case), joined by ", " (RFC 9110 section 5.3).
  std::string field(std::string_view name) const;
  /// Whether the comma-separated list `name` has `token`, in any case (RFC 9110 section 5.6.1).
  bool lists(std::string_view name, std::string_view token) const;
};

enum class HttpKind { request, response };

/// How many of `bytes` are the head, its empty line included; 0: more are needed. Tells at the
/// earliest byte that this is not HTTP. Errors: not_http, head_too_large.
Result<std::size_t> find_http_head(std::string_view bytes, HttpKind kind);

/// Parses a complete head. Errors: malformed.
Result<HttpHead> parse_http_request(std::string_view head);
/// Lenient on line ends and on the reason phrase, which may hold any bytes.
Result<HttpHead> parse_http_response(std::string_view head);
/// Parses, and is 1xx: another answer follows (RFC 9110 section 15.2). Not 101, which ends HTTP.
bool is_interim_response(std::string_view head);

/// A bodyless answer that announces the end of the connection. `fields` are complete lines.
std::string http_refusal_text(int status, std::string_view fields = {});

/// The first line of something that is not HTTP, cut and printable.
std::string first_line_of(std::string_view bytes);

}  // namespace edge

template <>
struct boost::system::is_error_code_enum<edge::HttpError> : std::true_type {};
