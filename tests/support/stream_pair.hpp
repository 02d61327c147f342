// Two Streams joined in memory, for tests of what runs above a Stream. Each end keeps an account of
// its operations and can be told to fragment, to fail at a given operation, or to hold writes.
// Not a network: no time passes, no limit of buffered bytes.
#pragma once

#include <algorithm>
#include <boost/asio/error.hpp>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "common/world/event.hpp"
#include "common/world/stream.hpp"

namespace edge::test {

/// What one end does; may be changed at any time.
struct StreamScript {
  std::size_t max_read = std::numeric_limits<std::size_t>::max();  // bytes per read
  int fail_read = 0;   // the n-th read fails, counted from 1; 0: none
  int fail_write = 0;  // likewise; nothing of it arrives
  ErrorCode error = boost::asio::error::connection_reset;
  bool hold_writes = false;  // a write waits until release() or its cancellation

  int reads = 0;       // operations so far
  Bytes sent;          // everything written
  std::vector<std::size_t> writes;  // sizes
  bool closed = false;

  void release() {
    hold_writes = false;
    released.set();
  }
  Event released;
};

/// One direction.
struct Pipe {
  Bytes data;
  bool ended = false;
  Event changed;
};

class PairedStream final : public Stream {
 public:
  PairedStream(std::shared_ptr<Pipe> in, std::shared_ptr<Pipe> out,
               std::shared_ptr<StreamScript> script)
      : in_(std::move(in)), out_(std::move(out)), script_(std::move(script)) {}
  ~PairedStream() override { end(); }

  Awaitable<Result<std::size_t>> read_some(MutableByteView buffer) override {
    if (++script_->reads == script_->fail_read) co_return script_->error;
    while (in_->data.empty()) {
      if (in_->ended) co_return ErrorCode(boost::asio::error::eof);
      in_->changed.reset();
      co_await in_->changed.wait();
    }
    const std::size_t size = std::min({buffer.size(), in_->data.size(), script_->max_read});
    std::copy_n(in_->data.begin(), size, buffer.begin());
    in_->data.erase(in_->data.begin(), in_->data.begin() + static_cast<std::ptrdiff_t>(size));
    co_return size;
  }

  Awaitable<Result<void>> write(ByteView data) override {
    script_->writes.push_back(data.size());
    if (static_cast<int>(script_->writes.size()) == script_->fail_write) co_return script_->error;
    if (script_->hold_writes) co_await script_->released.wait();
    if (out_->ended) co_return ErrorCode(boost::asio::error::broken_pipe);
    script_->sent.insert(script_->sent.end(), data.begin(), data.end());
    out_->data.insert(out_->data.end(), data.begin(), data.end());
    out_->changed.set();
    co_return Result<void>{};
  }

  Awaitable<void> close() override {
    end();
    co_return;
  }
  void abort() override {
    end();
    script_->released.set();
  }

  TcpInfo tcp_info() const override {
    TcpInfo info;
    info.bytes_acked = script_->sent.size();
    return info;
  }

 private:
  void end() {
    script_->closed = true;
    out_->ended = true;
    out_->changed.set();
  }

  std::shared_ptr<Pipe> in_, out_;
  std::shared_ptr<StreamScript> script_;
};

struct ScriptedPair {
  std::shared_ptr<StreamScript> near_script = std::make_shared<StreamScript>();
  std::shared_ptr<StreamScript> far_script = std::make_shared<StreamScript>();
  std::shared_ptr<Pipe> forth = std::make_shared<Pipe>();
  std::shared_ptr<Pipe> back = std::make_shared<Pipe>();
  std::unique_ptr<Stream> near, far;

  ScriptedPair() {
    near = std::make_unique<PairedStream>(back, forth, near_script);
    far = std::make_unique<PairedStream>(forth, back, far_script);
  }

  /// Bytes that the far end never wrote.
  void inject_to_near(std::string_view bytes) {
    back->data.insert(back->data.end(), bytes.begin(), bytes.end());
    back->changed.set();
  }
};

/// `size` bytes in which a lost, doubled or moved stretch shows.
inline Bytes pattern(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
  return bytes;
}

/// Reads until `size` bytes are there; fewer at an error.
inline Awaitable<Bytes> read_bytes(Stream& stream, std::size_t size) {
  Bytes all(size);
  std::size_t have = 0;
  while (have < size) {
    const MutableByteView rest(all.data() + have, size - have);
    const Result<std::size_t> got = co_await stream.read_some(rest);
    if (!got) break;
    have += *got;
  }
  all.resize(have);
  co_return all;
}

}  // namespace edge::test
