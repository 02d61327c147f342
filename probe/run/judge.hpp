// Judges a recorded report anew: the same rules over the same evidence, without a network. For
// reports from the field, and for holding rules that change against what was seen before.
#pragma once

#include <string_view>

#include "common/report/report.hpp"

namespace edge::probe {

/// `recorded` with the verdicts and the exit code that this program gives it. Throws UsageError,
/// one line that begins with `where`, for a report whose profile, transports or stages this program
/// does not know, or whose lists and times no run makes. Recorded verdicts may be of any code.
Report judged_anew(Report recorded, std::string_view where);

/// The report that `json` is, of this release or an earlier one. Throws UsageError, one line that
/// begins with `where`, for what is no report, is cut short, has a key twice, or is of a later
/// schema version.
Report recorded_report(std::string_view json, std::string_view where);

}  // namespace edge::probe
