// Calls a function at a time that may be moved as often as one likes: to move it later costs
// nothing, so that what is put off with every byte (a heartbeat, a limit) needs no timer armed anew
// each time. Not for a limit around one operation: that is with_deadline.hpp.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "common/world/world.hpp"

namespace edge {

class Alarm {
 public:
  /// `ring` had best set() the alarm again at once if it is to ring again: then the same coroutine
  /// goes on. It must not destroy it.
  Alarm(World& world, std::function<void()> ring);
  ~Alarm();
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  /// Rings once, at `when`, from a coroutine on `executor`; replaces the time set before. Without a
  /// time it does not ring, and nothing of it is left there.
  void set(const boost::asio::any_io_executor& executor, std::optional<Instant> when);

 private:
  struct Sleeper;
  class Sleeping;
  static Awaitable<void> sleep(Sleeping sleeping);
  void stop();

  World& world_;
  std::function<void()> ring_;
  std::optional<Instant> when_;
  std::shared_ptr<Sleeper> sleeper_;  // of the coroutine that sleeps for us, if there is one
};

}  // namespace edge
