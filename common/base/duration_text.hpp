// Durations as people write them: "30s", "150ms", "2m", "0s".
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace edge {

/// Parses a non-negative number with a unit: us, ms, s, m, h or d; exact to the microsecond, up to
/// `longest`. Errors: errc::invalid_argument.
Result<std::chrono::nanoseconds> parse_duration(
    std::string_view text, std::chrono::nanoseconds longest = std::chrono::hours{24});

/// The shortest such text, exact to the microsecond: "30s", "30.0199s", "150ms".
std::string duration_text(std::chrono::nanoseconds duration);

}  // namespace edge
