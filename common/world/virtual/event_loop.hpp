// The virtual clock: an io_context whose time jumps to the next event when nothing is ready.
// One instance per simulation; ties are broken by order of scheduling.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "common/world/time.hpp"

namespace edge {

class EventLoop {
 public:
  using TimerId = std::pair<Instant, std::uint64_t>;

  Instant now() const { return now_; }
  boost::asio::io_context& context() { return context_; }

  /// Runs `action` at `when`, or in the next turn if that has passed.
  TimerId at(Instant when, std::function<void()> action);
  TimerId in(Duration delay, std::function<void()> action) {
    return at(now_ + delay, std::move(action));
  }
  void cancel(const TimerId& timer);

  /// Runs until `done()` or nothing can happen any more. False in the second case: a deadlock.
  bool run_until(const std::function<bool()>& done);

 private:
  boost::asio::io_context context_{1};
  Instant now_{};
  std::uint64_t next_sequence_ = 0;
  std::map<TimerId, std::function<void()>> timers_;
};

}  // namespace edge
