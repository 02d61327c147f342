// What a seed on the command line may be.
#pragma once

#include <string>

#include "common/base/whole_number.hpp"

namespace edge::sim {

/// For CLI11's check(); its own range would be named with all 309 digits.
inline std::string seed_problem(const std::string& text) {
  const bool number = whole_number<std::uint64_t>(text).has_value();
  return number ? "" : "must be a whole number from 0 to 18446744073709551615";
}

}  // namespace edge::sim
