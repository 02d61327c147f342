// Choices at random that a seed decides, the same on every machine: the standard's generators are
// fixed to the bit, its distributions are not.
#pragma once

#include <cstdint>
#include <random>
#include <span>

#include "common/base/check.hpp"

namespace edge::sim {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : generator_(seed) {}

  /// 0 to `count` - 1.
  std::size_t below(std::size_t count) {
    CHECK(count > 0);
    return static_cast<std::size_t>(generator_() % count);
  }
  bool one_in(std::size_t count) { return below(count) == 0; }

  template <class Range>
  const auto& one_of(const Range& choices) {
    return choices[below(std::size(choices))];
  }

 private:
  std::mt19937_64 generator_;
};

}  // namespace edge::sim
