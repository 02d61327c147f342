#include "simulator/network/tcp_listener.hpp"

#include <boost/asio/error.hpp>

#include "simulator/network/tcp_stack.hpp"

namespace edge {

namespace {

Awaitable<Result<Accepted>> accept_from(std::shared_ptr<AcceptQueue> queue) {
  while (queue->ready.empty()) {
    if (!queue->stack) co_return ErrorCode(boost::asio::error::operation_aborted);
    const Result<void> woken = co_await queue->arrived.wait_result();
    if (woken.has_error()) co_return woken.error();
    queue->arrived.reset();
  }
  auto socket = std::move(queue->ready.front());
  queue->ready.pop_front();
  Accepted accepted;
  accepted.peer = socket->key().peer;
  accepted.stream = make_tcp_stream(std::move(socket));
  co_return std::move(accepted);
}

class TcpListener final : public Listener {
 public:
  explicit TcpListener(std::shared_ptr<AcceptQueue> queue) : queue_(std::move(queue)) {}

  ~TcpListener() override {
    if (auto* stack = std::exchange(queue_->stack, nullptr)) stack->unlisten(queue_->local);
    for (const auto& socket : std::exchange(queue_->ready, {})) socket->reset();
    queue_->arrived.set();
  }

  Awaitable<Result<Accepted>> accept() override { return accept_from(queue_); }
  Endpoint local() const override { return queue_->local; }

 private:
  const std::shared_ptr<AcceptQueue> queue_;
};

}  // namespace

std::unique_ptr<Listener> make_tcp_listener(std::shared_ptr<AcceptQueue> queue) {
  return std::make_unique<TcpListener>(std::move(queue));
}

}  // namespace edge
