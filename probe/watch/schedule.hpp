// When a watch makes its surveys. By the monotonic clock alone, so that a wall clock that jumps
// moves none of them.
#pragma once

#include "common/world/world.hpp"

namespace edge::probe {

/// A tenth of the interval, so that a fleet that was switched on together does not ask together.
inline constexpr int kJitterPart = 10;

class Schedule {
 public:
  /// The first survey is at once, the others `every` behind it and up to a tenth later each.
  Schedule(World& world, Duration every) : world_(world), every_(every), planned_(world.now()) {}

  /// When the next begins, which is after now: those whose time has passed meanwhile are left out.
  Instant next();
  /// How many have been left out so far.
  int missed() const { return missed_; }

 private:
  World& world_;
  Duration every_;
  Instant planned_;   // without jitter
  int missed_ = 0;
};

}  // namespace edge::probe
