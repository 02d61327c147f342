#include "simulator/network/event_loop.hpp"

#include <algorithm>

#include "common/base/check.hpp"

namespace edge {

EventLoop::TimerId EventLoop::at(Instant when, std::function<void()> action) {
  const TimerId id{std::max(when, now_), next_sequence_++};
  timers_.emplace(id, std::move(action));
  return id;
}

void EventLoop::cancel(const TimerId& timer) { timers_.erase(timer); }

bool EventLoop::run_until(const std::function<bool()>& done) {
  while (true) {
    context_->restart();
    context_->poll();
    if (done()) return true;
    if (timers_.empty()) return false;
    auto first = timers_.extract(timers_.begin());
    CHECK(first.key().first >= now_);
    now_ = first.key().first;
    first.mapped()();
  }
}

void EventLoop::abandon() {
  context_.reset();
  timers_.clear();
}

}  // namespace edge
