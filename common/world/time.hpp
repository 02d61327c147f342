// The two clocks of a World: monotonic instants for order and budgets, wall time for certificates,
// tokens and log lines. Neither has a now(): only a World tells the time.
#pragma once

#include <chrono>
#include <cstdint>

namespace edge {

using Duration = std::chrono::nanoseconds;

struct MonotonicClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MonotonicClock>;
  static constexpr bool is_steady = true;
};

using Instant = MonotonicClock::time_point;
using WallTime = std::chrono::sys_time<Duration>;

/// As JSON has durations, and people read short ones.
constexpr double in_milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace edge
