// One request as a check of an endpoint makes it: the head of the answer and the begin of its body.
// Not a client: no redirects, no connection kept, and never all of a large answer.
#pragma once

#include <string>

#include "common/http/head.hpp"
#include "common/http/request.hpp"
#include "common/report/evidence.hpp"
#include "common/world/stream.hpp"

namespace edge {

/// The most of a body that is read, in bytes.
inline constexpr std::size_t kMostOfBody = 16 * 1024;

/// Sends the request for `detail.path` and fills in what came, as it comes. The body is read until
/// it ends, has a page's title, or is kMostOfBody long; that it goes no further then is no error.
/// `host`: for the Host field, without the port if that is the usual one. Errors: HttpError
/// (head.hpp), and those of the stream, before there is a whole head.
Awaitable<Result<void>> http_get(Stream& stream, std::string host, HttpDetail& detail);

struct HttpAnswered {
  HttpHead head;
  std::string body;  // without its chunks' frames; cut at `most_of_body`
};

/// Sends a GET or HEAD and fills in what came of the head; `detail.path` stays, and nothing of the
/// body is put there: it may hold a secret. `most_of_body` is in bytes. What the connection's end
/// cuts short is no error. Errors: as http_get.
Awaitable<Result<HttpAnswered>> http_ask(Stream& stream, HttpAsk request,
                                         std::size_t most_of_body, HttpDetail& detail);

}  // namespace edge
