// Durations as people write them in scenarios: "30s", "150ms", "1.5s", "-400d".
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/world/time.hpp"

namespace edge::sim {

inline constexpr std::string_view kDurationForm =
    "a number and a unit (us, ms, s, m, h or d), such as 30s or 150ms";

/// Exact to the nanosecond, at most 100 years. Errors: errc::invalid_argument.
Result<Duration> parse_duration(std::string_view text);

/// The shortest exact form in milliseconds or seconds: "150 ms", "30.02 s".
std::string duration_text(Duration duration);

}  // namespace edge::sim
