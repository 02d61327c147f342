#include "common/websocket/websocket.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <utility>

#include "common/base/check.hpp"
#include "common/base/error_fact.hpp"
#include "common/websocket/session.hpp"
#include "common/world/event.hpp"

namespace edge {
namespace {

constexpr std::size_t kReadBytes = 16 * 1024;

/// Sends what a session has queued, one sender at a time. A read has to send too (pongs, the answer
/// to a close frame), beside the writer.
class Sender {
 public:
  Sender(Stream& below, WebSocketSession& session) : below_(below), session_(session) {
    idle_.set();
  }

  bool idle() const { return idle_.is_set(); }

  /// Returns when all that was queued before has been sent. Errors: those of the stream below, and
  /// broken_pipe after a send that was cancelled or failed, since a frame may be half sent.
  Awaitable<Result<void>> send_queued() {
    while (!idle_.is_set()) co_await idle_.wait();
    if (broken_) co_return ErrorCode(boost::asio::error::broken_pipe);
    idle_.reset();
    Turn turn(*this);
    for (Bytes queued = session_.take_output(); !queued.empty();
         queued = session_.take_output()) {
      const Result<void> written = co_await below_.write(queued);
      if (!written) co_return written.error();
    }
    turn.succeeded = true;
    co_return Result<void>{};
  }

 private:
  /// Ends with the coroutine, however that ends.
  struct Turn {
    explicit Turn(Sender& s) : sender(s) {}
    ~Turn() {
      sender.broken_ = !succeeded;
      sender.idle_.set();
    }
    Sender& sender;
    bool succeeded = false;
  };

  Stream& below_;
  WebSocketSession& session_;
  Event idle_;  // set while nobody sends
  bool broken_ = false;
};

class WebSocketStream final : public Stream {
 public:
  WebSocketStream(std::unique_ptr<Stream> below, std::unique_ptr<WebSocketSession> session)
      : below_(std::move(below)), session_(std::move(session)) {}

  Awaitable<Result<std::size_t>> read_some(MutableByteView buffer) override {
    CHECK(!buffer.empty());
    Bytes larger;
    while (true) {
      const std::size_t size = session_->take_content(buffer);
      if (size > 0) co_return size;
      // A writer at work takes what this read has caused along. An error of sending is the
      // writer's to report: content may still arrive.
      if (sender_.idle()) co_await sender_.send_queued();
      if (const ErrorCode error = session_->error()) co_return error;
      const MutableByteView received = room_to_read(buffer, larger);
      const Result<std::size_t> got = co_await below_->read_some(received);
      if (!got) co_return got.error();
      session_->receive(received.first(*got));
    }
  }

  Awaitable<Result<void>> write(ByteView data) override {
    while (!data.empty()) {
      const ByteView message = data.first(std::min(data.size(), WebSocketEngine::kMaxMessage));
      data = data.subspan(message.size());
      const Result<void> queued = session_->send(message);
      if (!queued) co_return queued;
      const Result<void> sent = co_await sender_.send_queued();
      if (!sent) co_return sent;
    }
    co_return Result<void>{};
  }

  Awaitable<void> close() override {
    session_->close();
    if (sender_.idle()) co_await sender_.send_queued();
    co_await below_->close();
  }

  void abort() override { below_->abort(); }
  TcpInfo tcp_info() const override { return below_->tcp_info(); }

 private:
  std::unique_ptr<Stream> below_;
  std::unique_ptr<WebSocketSession> session_;
  Sender sender_{*below_, *session_};
};

/// Moves bytes until the upgrade has ended. `detail` follows the session; null for a server.
Awaitable<Result<void>> upgrade(Stream& below, WebSocketSession& session, WebSocketDetail* detail) {
  std::array<std::uint8_t, kReadBytes> received;
  while (true) {
    const Bytes output = session.take_output();
    if (!output.empty()) {
      const Result<void> written = co_await below.write(output);
      if (!written) co_return written.error();
    }
    if (session.open()) co_return Result<void>{};
    if (const ErrorCode error = session.error()) co_return error;
    const Result<std::size_t> got = co_await below.read_some(received);
    if (!got) co_return got.error();
    session.receive({received.data(), *got});
    if (detail != nullptr) *detail = session.detail();
  }
}

Awaitable<Result<std::unique_ptr<Stream>>> upgraded(std::unique_ptr<Stream> below,
                                                    std::unique_ptr<WebSocketSession> session,
                                                    WebSocketDetail* detail) {
  const Result<void> done = co_await upgrade(*below, *session, detail);
  if (done) {
    std::unique_ptr<Stream> stream =
        std::make_unique<WebSocketStream>(std::move(below), std::move(session));
    co_return stream;
  }
  if (detail != nullptr && detail->error.empty()) detail->error = error_fact(done.error());
  co_await below->close();
  co_return done.error();
}

}  // namespace

// Options by value, as coroutines take them: that these two are none themselves is no promise.
// NOLINTBEGIN(performance-unnecessary-value-param)
Awaitable<Result<std::unique_ptr<Stream>>> websocket_connect(World&, std::unique_ptr<Stream> below,
                                                             WebSocketClientOptions options,
                                                             WebSocketDetail& detail) {
  auto session = std::make_unique<WebSocketSession>(options);
  return upgraded(std::move(below), std::move(session), &detail);
}

Awaitable<Result<std::unique_ptr<Stream>>> websocket_accept(World&, std::unique_ptr<Stream> below,
                                                            WebSocketServerOptions options) {
  auto session = std::make_unique<WebSocketSession>(options);
  return upgraded(std::move(below), std::move(session), nullptr);
}
// NOLINTEND(performance-unnecessary-value-param)

}  // namespace edge
