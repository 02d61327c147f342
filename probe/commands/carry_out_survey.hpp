// An understood survey: carries it out in the real world and delivers its reports.
#pragma once

#include "probe/commands/survey_options.hpp"

namespace edge::probe {

/// The exit code of the survey. SIGINT and SIGTERM end it with what has been seen.
int carry_out_survey(const SurveyRequest& request);
/// Prints what it would contact; sends nothing.
int print_survey_plan(const SurveyRequest& request);

}  // namespace edge::probe
