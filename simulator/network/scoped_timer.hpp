// A timer of the EventLoop that ends with its owner: for coroutines, which may be destroyed while
// they sleep, and for sockets.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "simulator/network/event_loop.hpp"

namespace edge {

class ScopedTimer {
 public:
  explicit ScopedTimer(EventLoop& loop) : loop_(loop) {}
  ScopedTimer(const ScopedTimer&) = delete;
  ScopedTimer& operator=(const ScopedTimer&) = delete;
  ~ScopedTimer() { stop(); }

  /// Runs `action` at `when`, in place of what was set before.
  void start(Instant when, std::function<void()> action) {
    stop();
    timer_ = loop_.at(when, [this, action = std::move(action)] {
      timer_.reset();
      action();
    });
  }

  void stop() {
    if (timer_) loop_.cancel(*timer_);
    timer_.reset();
  }

 private:
  EventLoop& loop_;
  std::optional<EventLoop::TimerId> timer_;
};

}  // namespace edge
