#include "tests/support/memory_world.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>

namespace edge::test {
namespace {

class MemoryStream : public Stream {
 public:
  MemoryStream(std::shared_ptr<MemoryPipe> in, std::shared_ptr<MemoryPipe> out,
               std::size_t max_read)
      : in_(std::move(in)), out_(std::move(out)), max_read_(max_read) {}
  ~MemoryStream() override { end(); }

  Awaitable<Result<std::size_t>> read_some(MutableByteView buffer) override {
    while (in_->bytes.empty()) {
      if (in_->end) co_return in_->end;
      in_->changed.reset();
      const auto woken = co_await in_->changed.wait_result();
      if (!woken) co_return woken.error();
    }
    const std::size_t size = std::min({buffer.size(), in_->bytes.size(), max_read_});
    const auto end = in_->bytes.begin() + static_cast<std::ptrdiff_t>(size);
    std::copy(in_->bytes.begin(), end, buffer.begin());
    in_->bytes.erase(in_->bytes.begin(), end);
    co_return size;
  }

  Awaitable<Result<void>> write(ByteView data) override {
    if (out_->end) co_return make_error_code(boost::system::errc::broken_pipe);
    out_->bytes.insert(out_->bytes.end(), data.begin(), data.end());
    out_->changed.set();
    co_return Result<void>{};
  }

  Awaitable<void> close() override {
    end();
    co_return;
  }
  void abort() override { end(); }

  TcpInfo tcp_info() const override { return {}; }

 private:
  void end() {
    for (const auto& pipe : {in_, out_}) {
      if (!pipe->end) pipe->end = boost::asio::error::eof;
      pipe->changed.set();
    }
  }

  std::shared_ptr<MemoryPipe> in_, out_;
  std::size_t max_read_;
};

}  // namespace

class MemoryListener : public Listener {
 public:
  MemoryListener(MemoryWorld& world, Endpoint local) : world_(world), local_(local) {
    world_.listeners_[local_] = this;
  }
  ~MemoryListener() override { world_.listeners_.erase(local_); }

  Awaitable<Result<Accepted>> accept() override {
    while (waiting_.empty()) {
      arrived_.reset();
      const auto woken = co_await arrived_.wait_result();
      if (!woken) co_return woken.error();
    }
    Accepted accepted{std::move(waiting_.front()), {}};
    waiting_.pop_front();
    co_return accepted;
  }
  Endpoint local() const override { return local_; }

  void arrive(std::unique_ptr<Stream> stream) {
    waiting_.push_back(std::move(stream));
    arrived_.set();
  }

 private:
  MemoryWorld& world_;
  Endpoint local_;
  std::deque<std::unique_ptr<Stream>> waiting_;
  Event arrived_;
};

MemoryWorld::MemoryWorld() : wall_(std::chrono::sys_days{std::chrono::year{2017} / 11 / 28}) {}

StreamPair MemoryWorld::connect_pair() {
  auto up = std::make_shared<MemoryPipe>();
  auto down = std::make_shared<MemoryPipe>();
  return {std::make_unique<MemoryStream>(down, up, max_read_),
          std::make_unique<MemoryStream>(up, down, max_read_)};
}

void MemoryWorld::start(Awaitable<void> task) {
  spawn(loop_.context().get_executor(), std::move(task));
}

void MemoryWorld::advance(Duration time) {
  bool over = false;
  loop_.in(time, [&] { over = true; });
  CHECK(loop_.run_until([&] { return over; }));
  loop_.context().restart();
  loop_.context().poll();
}

Awaitable<void> MemoryWorld::sleep_until(Instant when) {
  Event rang;
  const auto timer = loop_.at(when, [&] { rang.set(); });
  try {
    co_await rang.wait();
  } catch (...) {
    loop_.cancel(timer);
    throw;
  }
}

Awaitable<DialResult> MemoryWorld::dial(Endpoint peer, DialOptions) {
  DialResult result;
  const auto listener = listeners_.find(peer);
  if (listener == listeners_.end()) {
    result.error = boost::asio::error::connection_refused;
  } else {
    auto [client, server] = connect_pair();
    listener->second->arrive(std::move(server));
    result.stream = std::move(client);
  }
  co_return result;
}

Result<std::unique_ptr<DatagramSocket>> MemoryWorld::datagram(const DatagramOptions&) {
  return make_error_code(boost::system::errc::operation_not_supported);
}

Result<std::unique_ptr<Listener>> MemoryWorld::listen(const Endpoint& local) {
  if (listeners_.contains(local)) return make_error_code(boost::system::errc::address_in_use);
  return std::make_unique<MemoryListener>(*this, local);
}

void MemoryWorld::random(MutableByteView out) {
  for (auto& byte : out) byte = static_cast<std::uint8_t>(generator_());
}

}  // namespace edge::test
