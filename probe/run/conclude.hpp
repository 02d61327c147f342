// What a run comes to: verdicts and exit code, of a finished, an interrupted and a recorded run
// alike. Pure.
#pragma once

#include "common/report/report.hpp"
#include "probe/profiles/profiles.hpp"

namespace edge::probe {

/// Fills in the verdicts on what `report` has seen, and the exit code. An interrupted report has
/// none before there is evidence for one, and then a provisional one.
void conclude(Report& report, const Profile& profile);

}  // namespace edge::probe
