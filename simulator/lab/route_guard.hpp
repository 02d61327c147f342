// The program of a node that puts routes back which somebody else removed, as VPN clients do
// (Node::route_guard). Knows nothing of routes itself.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

#include "common/world/time.hpp"

namespace edge::sim {

class RouteGuard {
 public:
  /// Calls `restore` every `period`, more than 0, while `executor` runs; what it throws comes out
  /// of the executor's run().
  RouteGuard(boost::asio::any_io_executor executor, Duration period,
             std::function<void()> restore);
  ~RouteGuard();
  RouteGuard(const RouteGuard&) = delete;
  RouteGuard& operator=(const RouteGuard&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;  // the timer asks: weak_ptr
};

}  // namespace edge::sim
