// Plain HTTP/1.1 over a Stream by Beast: the CONNECT of a proxy's client and server (RFC 9110
// section 9.3.6). Beast is slow to compile, so only this folder includes it.
#pragma once

#include <memory>
#include <string>

#include "common/base/secret.hpp"
#include "common/report/evidence.hpp"
#include "common/world/world.hpp"

namespace edge {

struct ProxyCredentials {
  std::string user;  // sent as Basic (RFC 7617)
  Secret password;
};

/// "Basic " and base64 of user:password (RFC 7617), which no output shows from now on.
std::string basic_credentials(std::string_view user, const Secret& password);

/// Asks the proxy at the other end of `below` for a tunnel to `host`:`port`. On 2xx the result is
/// the tunnel, bytes that followed the answer included. Bounded: 16 KiB of answer header. Errors:
/// HttpError (head.hpp) and those of the stream. If what came was no HTTP, `detail.status` is 0 and
/// `detail.reason` is its printable first line.
Awaitable<Result<std::unique_ptr<Stream>>> http_connect(World& world, std::unique_ptr<Stream> below,
                                                        std::string host, std::uint16_t port,
                                                        std::optional<ProxyCredentials> credentials,
                                                        ProxyDetail& detail);

/// A CONNECT as a proxy receives it.
struct ConnectRequest {
  std::string host;
  std::uint16_t port = 0;
  std::string authorization;        // header value; empty if absent
  std::unique_ptr<Stream> stream;   // bytes that followed the request included
};

/// Answers 400 or 405 by itself to what is no CONNECT, and ends the connection. Errors as above.
Awaitable<Result<ConnectRequest>> http_accept_connect(World& world, std::unique_ptr<Stream> below);
/// Answers the CONNECT: 200 opens the tunnel; with 407 a Basic challenge for `realm` is added.
Awaitable<Result<void>> http_answer_connect(Stream& stream, int status, std::string realm);

}  // namespace edge
