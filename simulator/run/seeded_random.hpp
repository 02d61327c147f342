// Makes OpenSSL's randomness repeatable, so that the same seed gives the same bytes on every wire.
// Process-wide while it lasts: one simulation at a time. Linked into the simulator only; never into
// the shipped probe, whose keys it would give away.
#pragma once

#include <cstdint>
#include <random>

namespace edge::sim {

/// From construction to destruction every random number of OpenSSL (keys, nonces, WebSocket masks)
/// is drawn from `seed`. CHECKs that there is no other one at the same time.
class SeededRandom {
 public:
  explicit SeededRandom(std::uint64_t seed);
  ~SeededRandom();
  SeededRandom(const SeededRandom&) = delete;
  SeededRandom& operator=(const SeededRandom&) = delete;

 private:
  static int draw(unsigned char* out, int size);
  static int ready();

  std::mt19937_64 generator_;
};

}  // namespace edge::sim
