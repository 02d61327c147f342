// One POST over a connection that may be used again. Not a client of everything: no redirects, no
// authentication but the fields that are given.
#pragma once

#include <cstdint>
#include <string>

#include "common/http/head.hpp"
#include "common/http/request.hpp"
#include "common/world/stream.hpp"

namespace edge {

struct HttpPosted {
  HttpHead head;
  std::string body;
  bool keep_alive = false;  // the connection can take another request
};

/// The whole of a request with a body. Throws as request_lines does.
Secret request_with_body(const HttpAsk& request, std::string_view body);

/// Sends it and reads the answer proper, of which the body has at most `max_body` bytes. Errors:
/// HttpError (head.hpp), eof for an answer cut short, and those of the stream. Never times out by
/// itself: use with_deadline.
Awaitable<Result<HttpPosted>> http_post(Stream& stream, Secret request_with_body,
                                        std::uint64_t max_body);

}  // namespace edge
