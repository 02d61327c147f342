// A flag that coroutines wait for. Every asynchronous operation of this project that Asio does not
// bring (virtual timers, reads, accepts, datagrams) is a loop around it: "until the state I need is
// there, wait for the event". The state stays where it is, so a cancelled wait loses nothing.
// Not for threads; not a queue.
#pragma once

#include <memory>
#include <vector>

#include "common/world/stream.hpp"

namespace edge {

class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  /// Whoever still waits gets operation_aborted.
  ~Event();

  /// Wakes all who wait, in the order they came, and lets later ones pass until reset().
  void set();
  void reset() { set_ = false; }
  bool is_set() const { return set_; }

  /// Returns at once when set; otherwise resumes through the waiting coroutine's executor.
  /// Throws boost::system::system_error(operation_aborted) when cancelled.
  Awaitable<void> wait();
  /// As wait(), with the cancellation as a value.
  Awaitable<Result<void>> wait_result();
  /// As wait(), but returns when it is cancelled: see World::limit().
  Awaitable<void> limit();

  /// One suspended wait; defined in event.cpp.
  class Waiter;

 private:
  void wake_all(const ErrorCode& error);

  bool set_ = false;
  std::vector<std::weak_ptr<Waiter>> waiters_;
};

}  // namespace edge
