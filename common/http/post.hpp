// One POST over a connection that may be used again. Not a client of everything: no redirects, no
// authentication but the fields that are given.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/http/head.hpp"
#include "common/world/stream.hpp"

namespace edge {

struct HttpPost {
  std::string host;   // for the Host field, with the port if that is not the usual one
  std::string path;   // begins with '/'
  std::vector<std::pair<std::string, std::string>> fields;  // besides those of any request
  std::string body;
};

struct HttpPosted {
  HttpHead head;
  std::string body;
  bool keep_alive = false;  // the connection can take another request
};

/// The request without its body. Throws std::invalid_argument for what cannot stand in one.
std::string post_request_text(const HttpPost& post);

/// Sends `post`, which the caller keeps alive, and reads the answer proper, of which the body has
/// at most `max_body` bytes. Errors: HttpError (head.hpp), eof for an answer cut short, and those
/// of the stream. Never times out by itself: use with_deadline.
Awaitable<Result<HttpPosted>> http_post(Stream& stream, const HttpPost& post,
                                        std::uint64_t max_body);

}  // namespace edge
