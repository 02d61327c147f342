#include "common/tls/tls_stream.hpp"

#include <boost/asio/error.hpp>
#include <algorithm>
#include <array>
#include <utility>

#include "common/base/check.hpp"
#include "common/base/error_fact.hpp"
#include "common/world/concurrency.hpp"

namespace edge {
namespace {

constexpr std::size_t kHandshakeReadBytes = 4096;
/// Plaintext encrypted at a time, which bounds the memory of a large write.
constexpr std::size_t kWriteBytes = 64 * 1024;
/// Ciphertext taken at a time, and reads that it serves before others have their turn: a peer can
/// make small records dear, by an update of keys before each.
constexpr std::size_t kReadBytes = 16 * 1024;
constexpr int kReadsInARow = 8;

/// Reads never write: what a read makes OpenSSL say (the answer to a key update, which RFC 8446
/// section 4.6.3 wants before our next data) leaves with the next write. So a cancelled read cannot
/// tear a record apart, and there is one writer at a time.
class TlsStream final : public Stream {
 public:
  TlsStream(std::unique_ptr<Stream> below, std::unique_ptr<TlsEngine> engine)
      : below_(std::move(below)), engine_(std::move(engine)) {}

  Awaitable<Result<std::size_t>> read_some(MutableByteView buffer) override {
    CHECK(!buffer.empty());
    if (++reads_in_a_row_ > kReadsInARow) {
      reads_in_a_row_ = 0;
      co_await let_others_run();
    }
    Bytes larger;
    while (true) {
      const Result<std::size_t> plain = engine_->read(buffer);
      if (!plain || *plain > 0) co_return plain;
      const MutableByteView room = room_to_read(buffer, larger);
      const MutableByteView received = room.first(std::min(room.size(), kReadBytes));
      reads_in_a_row_ = 0;
      const Result<std::size_t> got = co_await below_->read_some(received);
      if (!got) co_return got.error();
      engine_->feed(received.first(*got));
    }
  }
  std::size_t buffered() const override { return engine_->buffered(); }

  Awaitable<Result<void>> write(ByteView data) override {
    if (std::exchange(writing_, true)) co_return ErrorCode(boost::asio::error::broken_pipe);
    while (!data.empty()) {
      const ByteView part = data.first(std::min(data.size(), kWriteBytes));
      data = data.subspan(part.size());
      const Result<void> encrypted = engine_->write(part);
      if (!encrypted) co_return encrypted.error();
      const Bytes records = engine_->take_output();
      const Result<void> written = co_await below_->write(records);
      if (!written) co_return written.error();
    }
    // Left set when a write failed or was cancelled: a record may be half sent, and anything after
    // it would not decrypt.
    writing_ = false;
    co_return Result<void>{};
  }

  Awaitable<void> close() override {
    if (!std::exchange(writing_, true)) {
      engine_->shut_down();
      const Bytes last = engine_->take_output();
      if (!last.empty()) co_await below_->write(last);
    }
    co_await below_->close();
  }

  void abort() override { below_->abort(); }
  TcpInfo tcp_info() const override { return below_->tcp_info(); }

 private:
  std::unique_ptr<Stream> below_;
  std::unique_ptr<TlsEngine> engine_;
  int reads_in_a_row_ = 0;  // without waiting for bytes
  bool writing_ = false;  // or unable to write any more
};

/// Sends the flight that is due, if any.
Awaitable<Result<void>> send_output(Stream& below, TlsEngine& engine) {
  const Bytes flight = engine.take_output();
  if (flight.empty()) co_return Result<void>{};
  co_return co_await below.write(flight);
}

/// A coroutine of its own so that its buffer is gone after the handshake.
Awaitable<Result<void>> complete_handshake(World& world, Stream& below, TlsEngine& engine,
                                           TlsDetail& detail) {
  const Instant begun = world.now();
  std::array<std::uint8_t, kHandshakeReadBytes> received;
  while (true) {
    const Result<TlsProgress> progress = engine.handshake();
    const Result<void> sent = co_await send_output(below, engine);
    if (!progress) co_return progress.error();
    if (!sent) co_return sent.error();
    if (*progress == TlsProgress::complete) co_return Result<void>{};
    const Result<std::size_t> got = co_await below.read_some(received);
    if (!got) co_return got.error();
    detail.last_byte = world.now() - begun;
    engine.feed({received.data(), *got});
  }
}

}  // namespace

Awaitable<Result<std::unique_ptr<Stream>>> handshake_over(World& world,
                                                          std::unique_ptr<Stream> below,
                                                          std::unique_ptr<TlsEngine> engine,
                                                          TlsDetail& detail) {
  const Result<void> complete = co_await complete_handshake(world, *below, *engine, detail);
  if (complete) {
    std::unique_ptr<Stream> stream =
        std::make_unique<TlsStream>(std::move(below), std::move(engine));
    co_return stream;
  }
  if (detail.error.empty()) detail.error = error_fact(complete.error());
  co_await below->close();
  co_return complete.error();
}

}  // namespace edge
