// One request as a check of an endpoint makes it: the head of the answer and the begin of its body.
// Not a client: no redirects, no connection kept, and never all of a large answer.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/base/secret.hpp"
#include "common/http/head.hpp"
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

/// What is asked, where more than a page is looked for.
struct HttpAsk {
  std::string method = "GET";                           // or HEAD
  std::string host;                                     // as http_get has it
  std::string target;                                   // path and query
  std::vector<std::pair<std::string, Secret>> fields;   // besides those of any request
  std::size_t most_of_body = kMostOfBody;               // bytes
};

struct HttpAnswered {
  HttpHead head;
  std::string body;  // without its chunks' frames; cut at HttpAsk::most_of_body
};

/// Fills in what came of the head; `detail.path` stays, and nothing of the body is put there: it
/// may hold a secret. What the connection's end cuts short is no error. Errors: as http_get.
Awaitable<Result<HttpAnswered>> http_ask(Stream& stream, HttpAsk ask, HttpDetail& detail);

/// The request. Throws std::invalid_argument for a host, path or field that cannot stand in one.
std::string request_text(const HttpAsk& ask);

/// The text of the first <title> of an HTML page, its white space as single spaces; empty if there
/// is none yet. Character references stay as they are.
std::string html_title(std::string_view body);

}  // namespace edge
