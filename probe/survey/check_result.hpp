// One run's report as a row of the survey. Pure.
#pragma once

#include "probe/survey/survey.hpp"

namespace edge::probe {

/// The row as far as the catalogue tells: `skipped`.
SurveyCheck unchecked(const PlannedCheck& planned);

/// Fills in what `report` has seen; `at` is when it ended.
void add_report(SurveyCheck& check, Report report, WallTime at);

}  // namespace edge::probe
