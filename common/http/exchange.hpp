// What a small HTTP/1.1 server reads and writes: whole requests with their bodies, and answers, by
// Beast. No I/O, no time, no meaning. Not for CONNECT (http.hpp) nor for a client.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/http/head.hpp"

namespace edge {

struct HttpRequest {
  HttpHead head;
  std::string body;
  bool keep_alive = false;  // the client expects to use the connection again
};

struct HttpAnswer {
  int status = 200;
  std::string body;  // JSON; empty: none
  std::vector<std::pair<std::string, std::string>> fields;  // besides those of any answer
};

/// Understands one request piece by piece.
class HttpRequestParser {
 public:
  explicit HttpRequestParser(std::size_t max_body);
  ~HttpRequestParser();

  /// Takes from the front of `bytes` what belongs to the request and leaves the rest. Errors:
  /// not_http, malformed, head_too_large, body_too_large. After an error only head() may be asked.
  Result<void> feed(std::string& bytes);

  /// Nothing until the head is there.
  const HttpHead* head() const;
  bool done() const;
  /// The client waits for "100 Continue" before it sends its body (RFC 9110 section 10.1.1).
  bool waits_for_continue() const;
  /// When done().
  HttpRequest take();

 private:
  struct Parser;

  std::unique_ptr<Parser> parser_;
  std::optional<HttpHead> head_;
};

/// Announces the end of the connection unless `keep_alive`.
std::string http_answer_text(const HttpAnswer& answer, bool keep_alive);

}  // namespace edge
