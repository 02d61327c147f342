// What a small HTTP/1.1 client reads: one answer, its head and then its body piece by piece, by
// Beast. No I/O, no time, no meaning. Not for an answer to CONNECT (http.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "common/http/head.hpp"

namespace edge {

class HttpResponseParser {
 public:
  /// `max_body` bytes, however they are sent; nothing is kept of what take_body() has given.
  explicit HttpResponseParser(std::uint64_t max_body);
  ~HttpResponseParser();

  /// Takes from the front of `bytes` what belongs to the answer. Errors: not_http, malformed,
  /// head_too_large, body_too_large.
  Result<void> feed(std::string& bytes);
  /// The peer has ended the connection. Errors: malformed, if the answer is not whole.
  Result<void> end();

  /// Nothing until the head is there.
  const HttpHead* head() const;
  bool done() const;
  /// What has come of the body since the last call.
  std::string take_body();

 private:
  struct Parser;

  std::unique_ptr<Parser> parser_;
  std::optional<HttpHead> head_;
};

}  // namespace edge
