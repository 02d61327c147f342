#include "simulator/hub/slow_stream.hpp"

namespace edge::sim {
namespace {

class SlowStream final : public Stream {
 public:
  SlowStream(World& world, std::unique_ptr<Stream> below, Duration delay)
      : world_(world), below_(std::move(below)), delay_(delay) {}

  Awaitable<Result<std::size_t>> read_some(MutableByteView buffer) override {
    return below_->read_some(buffer);
  }
  Awaitable<Result<void>> write(ByteView data) override {
    co_await world_.sleep_until(world_.now() + delay_);
    co_return co_await below_->write(data);
  }
  Awaitable<void> close() override { return below_->close(); }
  void abort() override { below_->abort(); }
  TcpInfo tcp_info() const override { return below_->tcp_info(); }

 private:
  World& world_;
  std::unique_ptr<Stream> below_;
  Duration delay_;
};

}  // namespace

std::unique_ptr<Stream> answer_late(World& world, std::unique_ptr<Stream> below, Duration delay) {
  if (delay == Duration{}) return below;
  return std::make_unique<SlowStream>(world, std::move(below), delay);
}

}  // namespace edge::sim
