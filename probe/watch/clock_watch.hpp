// Whether the wall clock has been moved: certificates and tokens are judged by it, and a device
// without a battery behind its clock begins in another year.
#pragma once

#include <optional>
#include <string>

#include "common/world/world.hpp"

namespace edge::probe {

class ClockWatch {
 public:
  explicit ClockWatch(World& world) : world_(world), wall_(world.wall()), at_(world.now()) {}

  /// A sentence, if it was moved by more than a few seconds since the last call.
  std::optional<std::string> moved();

 private:
  World& world_;
  WallTime wall_;
  Instant at_;
};

}  // namespace edge::probe
