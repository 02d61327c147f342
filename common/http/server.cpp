#include "common/http/server.hpp"

#include <array>
#include <boost/asio/any_io_executor.hpp>

#include "common/base/escape.hpp"
#include "common/http/answers.hpp"
#include "common/world/accept_loop.hpp"
#include "common/world/with_deadline.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;

// A client that is refused while it still sends would lose the answer to the RST that unread bytes
// cause: they are read and dropped, up to these limits.
constexpr Duration kFarewell = 2s;
constexpr std::size_t kFarewellBytes = 4 << 20;

HttpAnswer answer_to_bad_request(const ErrorCode& error) {
  if (error == HttpError::head_too_large) {
    return error_answer(431, "head-too-large", error.message());
  }
  if (error == HttpError::body_too_large) {
    return error_answer(413, "body-too-large", error.message());
  }
  return error_answer(400, "malformed-request", "this is no well-formed HTTP/1.1 request");
}

HttpAnswer answer_to_exception(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    return error_answer(500, "internal-error", printable(error.what()));
  }
}

class Conversation {
 public:
  Conversation(World& world, std::shared_ptr<const HttpSite> site, const HttpLimits& limits,
               std::unique_ptr<Stream> stream, Admitted admitted)
      : world_(world),
        site_(std::move(site)),
        limits_(limits),
        stream_(std::move(stream)),
        admitted_(std::move(admitted)) {}

  Awaitable<void> run() {
    while (co_await answer_next()) {
    }
    co_await stream_->close();
  }

 private:
  /// False: the connection is to end.
  Awaitable<bool> answer_next() {
    HttpRequestParser parser(limits_.body);
    const auto read = co_await read_request(parser);
    if (!read) co_return false;
    HttpRequest request = parser.take();
    const bool keep_alive = request.keep_alive && request.head.method != "HEAD";
    const HttpAnswer answer = co_await answer_of(std::move(request));
    co_return co_await send(http_answer_text(answer, keep_alive)) && keep_alive;
  }

  /// An error has been answered already, where somebody is there to hear it.
  Awaitable<Result<void>> read_request(HttpRequestParser& parser) {
    // Whoever has shown no token yet must not hold one of the few connections for long.
    const Duration patience = std::exchange(greeted_, true) ? limits_.idle : limits_.greeting;
    bool begun = !received_.empty(), looked_at = false, told_to_go_on = false;
    Instant limit = world_.now() + (begun ? limits_.request : patience);
    while (true) {
      const auto fed = received_.empty() ? Result<void>{} : parser.feed(received_);
      if (!fed) co_return co_await dismiss(answer_to_bad_request(fed.error()), fed.error());
      if (parser.head() && !std::exchange(looked_at, true)) {
        const auto refusal = site_->refuse(*parser.head());
        const ErrorCode refused = boost::system::errc::make_error_code(
            boost::system::errc::permission_denied);
        if (refusal) co_return co_await dismiss(*refusal, refused);
        *admitted_ = true;
      }
      if (parser.done()) co_return Result<void>{};
      if (parser.waits_for_continue() && !std::exchange(told_to_go_on, true)) {
        co_await send("HTTP/1.1 100 Continue\r\n\r\n");
      }
      const auto got = co_await read_more(limit);
      if (!got && begun && got.error() == boost::system::errc::timed_out) {
        const auto late = error_answer(408, "too-slow", "the request did not come in time");
        co_return co_await dismiss(late, got.error());
      }
      if (!got) co_return got.error();
      if (!std::exchange(begun, true)) limit = world_.now() + limits_.request;
    }
  }

  Awaitable<Result<void>> read_more(Instant limit) {
    auto reading = stream_->read_some(chunk_);
    const auto got = co_await with_deadline(world_, limit, std::move(reading));
    if (!got) co_return got.error();
    received_ += as_text(ByteView(chunk_).first(*got));
    co_return Result<void>{};
  }

  Awaitable<HttpAnswer> answer_of(HttpRequest request) {
    try {
      auto answering = site_->answer(std::move(request));
      co_return co_await std::move(answering);
    } catch (...) {
      const auto thrown = std::current_exception();
      if (is_cancellation(thrown)) throw;
      co_return answer_to_exception(thrown);
    }
  }

  Awaitable<bool> send(std::string text) {
    auto writing = stream_->write(as_bytes(text));
    const auto sent =
        co_await with_deadline(world_, world_.now() + limits_.write, std::move(writing));
    co_return sent.has_value();
  }

  Awaitable<Result<void>> dismiss(HttpAnswer answer, ErrorCode why) {
    const bool sent = co_await send(http_answer_text(answer, false));
    const Instant limit = world_.now() + kFarewell;
    for (std::size_t dropped = 0; sent && dropped < kFarewellBytes; dropped += received_.size()) {
      received_.clear();
      if (!co_await read_more(limit)) break;
    }
    co_return why;
  }

  World& world_;
  std::shared_ptr<const HttpSite> site_;
  const HttpLimits limits_;
  std::unique_ptr<Stream> stream_;
  Admitted admitted_;
  bool greeted_ = false;  // a first request has been waited for
  std::string received_;  // and not understood yet
  std::array<std::uint8_t, 16384> chunk_;
};

}  // namespace

Awaitable<void> serve_http_client(World& world, std::shared_ptr<const HttpSite> site,
                                  HttpLimits limits, std::unique_ptr<Stream> stream,
                                  Admitted admitted) {
  Conversation conversation(world, std::move(site), limits, std::move(stream),
                            std::move(admitted));
  co_await conversation.run();
}

Awaitable<void> serve_http(boost::asio::any_io_executor executor, World& world,
                           std::unique_ptr<Listener> listener,
                           std::shared_ptr<const HttpSite> site, HttpLimits limits) {
  TaskGroup clients(executor, limits.connections);
  const TakeConnection take = [&](std::unique_ptr<Stream> stream) {
    const auto admitted = std::make_shared<bool>(false);
    clients.spawn(serve_http_client(world, site, limits, std::move(stream), admitted), admitted);
    return true;
  };
  auto accepting = accept_loop(world, std::move(listener), take);
  co_await std::move(accepting);
}

}  // namespace edge
