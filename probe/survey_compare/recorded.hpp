// Reports of earlier runs, of one endpoint or of many, as surveys.
#pragma once

#include <string_view>

#include "probe/survey/survey_report.hpp"

namespace edge::probe {

/// Whether `json` is a survey's report rather than a run's, as far as that can be told at once.
bool is_recorded_survey(std::string_view json);

/// What `edgeprobe survey -o json` or `edgeprobe run -o json` wrote. Checks come without their
/// evidence. Throws UsageError, one line that begins with `where`, for anything else.
SurveyReport recorded_rows(std::string_view json, std::string_view where);

}  // namespace edge::probe
