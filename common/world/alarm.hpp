// Calls a function at a time that may be moved as often as one likes: to move it later costs
// nothing, so that what is put off with every byte (a heartbeat, a limit) needs no timer armed anew
// each time. Not for a limit around one operation: that is with_deadline.hpp.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "common/world/world.hpp"

namespace edge {

class Alarm;

/// What alarms share: one coroutine that sleeps for all of them, as thousands of connections have
/// one each. It must outlive them.
class AlarmClock {
 public:
  explicit AlarmClock(World& world) : world_(world) {}
  ~AlarmClock() { stop(); }
  AlarmClock(const AlarmClock&) = delete;
  AlarmClock& operator=(const AlarmClock&) = delete;

  World& world() { return world_; }

 private:
  friend Alarm;
  struct Sleeper;
  class Sleeping;
  using Places = std::multimap<Instant, Alarm*>;  // those of one time in the order they were set

  static Awaitable<void> sleep(Sleeping sleeping);
  Places::iterator add(const boost::asio::any_io_executor& executor, Instant when, Alarm& alarm);
  void remove(Places::iterator place);
  void ring_due();
  void stop();

  World& world_;
  Places places_;
  std::shared_ptr<Sleeper> sleeper_;  // of the coroutine that sleeps for us, if there is one
};

class Alarm {
 public:
  /// `ring` must not destroy the clock.
  Alarm(AlarmClock& clock, std::function<void()> ring) : clock_(clock), ring_(std::move(ring)) {}
  ~Alarm() { set({}, std::nullopt); }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  /// Rings once, at `when`, from a coroutine on `executor`, never inside this call; replaces the
  /// time set before. Without a time it does not ring, and nothing of it is left there.
  void set(const boost::asio::any_io_executor& executor, std::optional<Instant> when);

 private:
  friend AlarmClock;

  AlarmClock& clock_;
  std::function<void()> ring_;
  std::optional<Instant> when_;
  std::optional<AlarmClock::Places::iterator> place_;  // at `when_` or before
};

}  // namespace edge
