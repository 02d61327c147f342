// A hash that is the same in every build, which std::hash need not be: what is drawn from it or
// compared with it (seeds, traces) must not change. Not for security.
#pragma once

#include <cstdint>

#include "common/base/bytes.hpp"

namespace edge {

inline constexpr std::uint64_t kFnvOffsetBasis = 0xcbf29ce484222325;

/// FNV-1a, 64 bits: of `bytes` after those that gave `hash`.
constexpr std::uint64_t fnv1a(ByteView bytes, std::uint64_t hash = kFnvOffsetBasis) {
  for (const auto byte : bytes) hash = (hash ^ byte) * 0x100000001b3;
  return hash;
}

}  // namespace edge
