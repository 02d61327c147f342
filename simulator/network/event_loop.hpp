// The virtual clock: an io_context whose time jumps to the next event when nothing is ready.
// One instance per simulation; ties are broken by order of scheduling.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "common/world/time.hpp"

namespace edge {

class EventLoop {
 public:
  using TimerId = std::pair<Instant, std::uint64_t>;

  EventLoop() = default;
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  ~EventLoop() { abandon(); }

  Instant now() const { return now_; }
  boost::asio::io_context& context() { return *context_; }

  /// Runs `action` at `when`, or in the next turn if that has passed.
  TimerId at(Instant when, std::function<void()> action);
  TimerId in(Duration delay, std::function<void()> action) {
    return at(now_ + delay, std::move(action));
  }
  void cancel(const TimerId& timer);

  /// Runs until `done()` or nothing can happen any more. False in the second case: a deadlock.
  bool run_until(const std::function<bool()>& done);

  /// Destroys all coroutines that still wait, while what they refer to is alive. The end of this
  /// loop: context() must not be used any more; at() and cancel() do no harm.
  void abandon();

 private:
  std::optional<boost::asio::io_context> context_{std::in_place, 1};
  Instant now_{};
  std::uint64_t next_sequence_ = 0;
  std::map<TimerId, std::function<void()>> timers_;
};

}  // namespace edge
