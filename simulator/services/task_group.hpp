// The coroutines of one service: started together with it, bounded in number, cancelled when it
// ends.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <list>
#include <memory>

#include "common/world/stream.hpp"

namespace edge::sim {

class TaskGroup {
 public:
  /// At most `limit` tasks at a time.
  TaskGroup(boost::asio::any_io_executor executor, std::size_t limit);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  /// Cancels all. They unwind in a later turn, so a task must own what it refers to.
  ~TaskGroup();

  /// Starts `task`, which may end by cancellation; any other exception goes through to the
  /// io_context, since it is a bug. False, and the task is dropped unstarted, when there are
  /// `limit`.
  bool spawn(Awaitable<void> task);

 private:
  using Signals = std::list<boost::asio::cancellation_signal>;

  boost::asio::any_io_executor executor_;
  std::size_t limit_;
  std::shared_ptr<Signals> running_;  // shared with the tasks' ends, which may come later
};

}  // namespace edge::sim
