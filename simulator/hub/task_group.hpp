// Coroutines that run beside each other until their owner goes: a hub's listeners and connections.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <list>
#include <memory>

#include "common/world/stream.hpp"

namespace edge::sim {

class TaskGroup {
 public:
  explicit TaskGroup(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup() { cancel(); }

  /// Starts `task`, which must own what it uses. What it throws, except the answer to cancel(), comes
  /// out of the io_context: a bug.
  void start(Awaitable<void> task);
  /// Tells all to stop; they end as their executor comes to it.
  void cancel();
  std::size_t size() const { return signals_->size(); }

 private:
  using Signals = std::list<boost::asio::cancellation_signal>;

  boost::asio::any_io_executor executor_;
  std::shared_ptr<Signals> signals_ = std::make_shared<Signals>();  // outlives us in the last tasks
};

}  // namespace edge::sim
