// Civil time as text, always UTC: ISO 8601 for reports, the agent's form for log lines.
// Not a clock: only a World tells the time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/world/time.hpp"

namespace edge {

/// "2017-11-28T18:46:19Z", with as many decimals of a second as needed (at most 9).
std::string iso_text(WallTime time);
/// The inverse of iso_text; nothing for any other text, or for a date that does not exist.
std::optional<WallTime> parse_iso(std::string_view text);
/// "2017-11-28 18:46:19", as the agent writes it; with milliseconds "2017-11-28 18:46:19.123".
std::string log_time_text(WallTime time, bool milliseconds = false);

}  // namespace edge
