// The coroutines of one service: started together with it, bounded in number, cancelled when it
// ends.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <list>
#include <memory>

#include "common/world/stream.hpp"

namespace edge {

/// Whether a task's client has shown that it may be served, which its task sets. Null: no client
/// has to.
using Admitted = std::shared_ptr<bool>;

class TaskGroup {
 public:
  /// At most `limit` tasks at a time.
  TaskGroup(boost::asio::any_io_executor executor, std::size_t limit);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  /// Cancels all. They unwind in a later turn, so a task must own what it refers to.
  ~TaskGroup();

  /// Starts `task`, which may end by cancellation; any other exception goes through to the
  /// io_context, since it is a bug. When there are `limit`, the oldest whose client is not admitted
  /// is cancelled to make room, so that strangers, however many, keep nobody out. False, and the
  /// task is dropped unstarted, if there is none.
  bool spawn(Awaitable<void> task, Admitted admitted = nullptr);

 private:
  struct Task {
    std::shared_ptr<boost::asio::cancellation_signal> cancel;
    Admitted admitted;
    bool leaving = false;
  };
  struct Running {
    std::list<Task> tasks;    // the oldest first
    std::size_t leaving = 0;  // of them
  };
  bool make_room();

  boost::asio::any_io_executor executor_;
  std::size_t limit_;
  std::shared_ptr<Running> running_;  // shared with the tasks' ends, which may come later
};

}  // namespace edge
