#include "simulator/lab/route_guard.hpp"

#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "common/base/result.hpp"

namespace edge::sim {

struct RouteGuard::State {
  boost::asio::steady_timer timer;
  Duration period;
  std::function<void()> restore;

  static void wait(const std::shared_ptr<State>& self) {
    self->timer.expires_after(self->period);
    self->timer.async_wait([weak = std::weak_ptr<State>(self)](const ErrorCode& error) {
      const auto state = weak.lock();
      if (error || !state) return;
      state->restore();
      wait(state);
    });
  }
};

RouteGuard::RouteGuard(boost::asio::any_io_executor executor, Duration period,
                       std::function<void()> restore)
    : state_(std::make_shared<State>(State{boost::asio::steady_timer(std::move(executor)), period,
                                           std::move(restore)})) {
  State::wait(state_);
}

RouteGuard::~RouteGuard() = default;

}  // namespace edge::sim
