// Durations as people write them: "30s", "150ms", "2m", "0s".
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace edge {

/// Parses a non-negative number (at most three decimals) with a unit: ms, s, m or h; at most 24 h.
/// Errors: errc::invalid_argument.
Result<std::chrono::nanoseconds> parse_duration(std::string_view text);

/// The shortest such text: "30s", "1.5s", "150ms".
std::string duration_text(std::chrono::nanoseconds duration);

}  // namespace edge
