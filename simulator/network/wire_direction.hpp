// One direction of a wire: when, how often and whether a frame comes out at the other end. Seeded;
// same seed, same frames: same result. Does not know what a frame holds.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string_view>

#include "simulator/topology/topology.hpp"

namespace edge {

/// What becomes of one frame.
struct Transit {
  bool entered = false;             // false: the wire is down or its queue is full
  int arrivals = 0;                 // 0: lost on the way, 2: duplicated
  std::array<Instant, 2> at{};
};

class WireDirection {
 public:
  /// `name` tells this direction from all others, so that each draws its own random numbers
  /// whatever else the topology holds.
  WireDirection(std::uint64_t seed, std::string_view name);

  /// Jitter spreads evenly over delay +- jitter and keeps the order; a reordered frame is held back
  /// by one more delay (at least 1 ms), so that later ones overtake it. A limited rate has a queue
  /// of 1000 full frames (the kernel's default txqueuelen). Random numbers are drawn only for
  /// properties that are set.
  Transit send(const Wire& wire, Instant now, int bytes);

 private:
  double uniform();  // [0, 1)
  bool happens(double probability);
  bool loses(const Wire& wire);
  Duration serialization(const Wire& wire, int bytes) const;

  std::mt19937_64 generator_;
  bool bad_ = false;         // BurstLoss
  Instant idle_from_{};      // the transmitter has sent everything by then
  Instant last_arrival_{};
};

}  // namespace edge
