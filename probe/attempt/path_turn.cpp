#include "probe/attempt/path_turn.hpp"

namespace edge::probe {
namespace {

// A run asks each router twice: for its own trace, and for that beyond the host.
constexpr Duration kRationed = std::chrono::seconds{2};
// What stops so many stops the others, too; and nobody waits an hour for it.
constexpr int kMostTurns = 24;

}  // namespace

PathTurn::Mine::~Mine() {
  if (!turn_) return;
  turn_->taken_ = false;
  turn_->released_.set();
}

Awaitable<bool> PathTurn::take() {
  while (times_ < kMostTurns) {
    if (taken_) {
      released_.reset();
      co_await released_.wait();
    } else if (world_.now() < next_) {
      co_await world_.sleep_until(next_);
    } else {
      taken_ = true;
      ++times_;
      next_ = world_.now() + kRationed;
      co_return true;
    }
  }
  co_return false;
}

}  // namespace edge::probe
