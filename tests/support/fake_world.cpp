#include "tests/support/fake_world.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "common/world/event.hpp"

namespace edge::test {
namespace {

class CountedStream final : public Stream {
 public:
  explicit CountedStream(std::shared_ptr<int> open) : open_(std::move(open)) { ++*open_; }
  ~CountedStream() override {
    if (open_) --*open_;
  }

  Awaitable<Result<std::size_t>> read_some(MutableByteView) override {
    CHECK(!"a scripted stream carries no bytes");
    co_return 0;
  }
  Awaitable<Result<void>> write(ByteView) override {
    CHECK(!"a scripted stream carries no bytes");
    co_return Result<void>{};
  }
  Awaitable<void> close() override {
    abort();
    co_return;
  }
  void abort() override {
    if (open_) --*open_;
    open_.reset();
  }
  TcpInfo tcp_info() const override { return {}; }

 private:
  std::shared_ptr<int> open_;
};

/// An action of the loop that is forgotten with the coroutine that waits for it.
struct ScopedTimer {
  EventLoop& loop;
  EventLoop::TimerId id;
  ~ScopedTimer() { loop.cancel(id); }
};

struct Counted {
  int& count;
  explicit Counted(int& counter) : count(counter) { ++count; }
  ~Counted() { --count; }
};

}  // namespace

IpAddress FakeWorld::own_address() { return boost::asio::ip::make_address("192.0.2.2"); }

Awaitable<void> FakeWorld::sleep_until(Instant when) {
  Event due;
  const ScopedTimer timer{loop_, loop_.at(when, [&due] { due.set(); })};
  co_await due.wait();
}

Awaitable<DialResult> FakeWorld::dial(Endpoint peer, DialOptions options) {
  const int ttl = options.ttl.value_or(0);
  dialled_.push_back({now(), peer.port, ttl});
  const Counted counted(in_flight_);
  most_in_flight_ = std::max(most_in_flight_, in_flight_);

  ScriptedDial script{.after = Duration::max() / 2,
                      .error = make_error_code(boost::system::errc::timed_out)};
  if (const auto found = script_.find({peer.port, ttl}); found != script_.end()) {
    script = found->second;
  }
  DialResult result;
  if (script.sent) result.local = Endpoint{own_address(), 40000};
  const Instant answered = now() + script.after;
  const bool in_time = !options.deadline || answered <= *options.deadline;
  if (script.after != Duration::zero()) {
    co_await sleep_until(in_time ? answered : *options.deadline);
  }
  if (!in_time) {
    result.error = make_error_code(boost::system::errc::timed_out);
    co_return result;
  }
  result.error = script.error;
  result.icmp = script.icmp;
  if (!result.error) result.stream = std::make_unique<CountedStream>(open_streams_);
  co_return result;
}

Result<std::unique_ptr<DatagramSocket>> FakeWorld::datagram(const DatagramOptions&) {
  CHECK(!"FakeWorld has no datagrams");
  return make_error_code(boost::system::errc::operation_not_supported);
}

Result<std::unique_ptr<Listener>> FakeWorld::listen(const Endpoint&) {
  CHECK(!"FakeWorld has no listeners");
  return make_error_code(boost::system::errc::operation_not_supported);
}

void FakeWorld::random(MutableByteView out) { std::fill(out.begin(), out.end(), 0); }

HostFacts FakeWorld::host_facts() { return {}; }

ResolverConfig FakeWorld::resolver_config(CLibrary) { return {}; }

}  // namespace edge::test
