// What a run comes to: verdicts and exit code, of a finished, an interrupted and a recorded run
// alike. Pure.
#pragma once

#include "common/report/report.hpp"
#include "probe/profiles/profiles.hpp"

namespace edge::probe {

/// A stage that long without an answer has none: a SYN was sent again after 1 and 3 s (RFC 6298).
inline constexpr Duration kNoAnswer = std::chrono::seconds{3};

/// Fills in the verdicts on what `report` has seen, and the exit code. An interrupted report has
/// none before there is evidence for one, and then a provisional one.
void conclude(Report& report, const Profile& profile);

}  // namespace edge::probe
