// A small, strict HTTP/1.1 server on a World's listener: keep-alive, with limits on sizes, times
// and connections. Not for meaning: a site says who may ask and what the answer is.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "common/http/exchange.hpp"
#include "common/world/task_group.hpp"
#include "common/world/world.hpp"

namespace edge {

/// What its functions refer to must outlive them, not only the server: a connection may be served
/// for one turn longer.
struct HttpSite {
  /// Looks at a request before its body is read; what it gives is sent, and the connection ends.
  std::function<std::optional<HttpAnswer>(const HttpHead&)> refuse;
  /// What it throws, other than a cancellation, becomes 500.
  std::function<Awaitable<HttpAnswer>(HttpRequest)> answer;
};

struct HttpLimits {
  std::size_t connections = 64;                 // at a time; see serve_http
  std::size_t body = 1 << 20;                   // bytes of a request; its head has 16 KiB
  Duration greeting = std::chrono::seconds{10}; // before the first request's first byte
  Duration idle = std::chrono::seconds{60};     // before that of any later one
  Duration request = std::chrono::seconds{30};  // from its first byte to its last
  Duration write = std::chrono::seconds{30};    // of one answer
};

/// Serves whoever connects until it is cancelled. Of too many, the oldest that has sent no whole
/// head that the site takes goes; if there is none, the newest is closed at once.
Awaitable<void> serve_http(boost::asio::any_io_executor executor, World& world,
                           std::unique_ptr<Listener> listener,
                           std::shared_ptr<const HttpSite> site, HttpLimits limits);

/// Serves one client until either end closes the connection or a limit is reached.
Awaitable<void> serve_http_client(World& world, std::shared_ptr<const HttpSite> site,
                                  HttpLimits limits, std::unique_ptr<Stream> stream,
                                  Admitted admitted = std::make_shared<bool>(false));

}  // namespace edge
