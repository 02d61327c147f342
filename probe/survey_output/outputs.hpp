// The table of forms that a survey's report is written in: each row prints the same rows.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/report/layout.hpp"
#include "probe/survey/survey_report.hpp"

namespace edge::probe {

struct SurveyOutput {
  std::string_view name;  // of -o NAME and --report NAME=PATH
  std::string_view what;  // one line for `list survey-outputs`
  std::string_view suffix;  // of a file's name
  std::string (*render)(const SurveyReport&, const TextStyle&);
};

std::span<const SurveyOutput> survey_outputs();
std::vector<std::string> survey_output_names();
/// The row of a name that is known to have one.
const SurveyOutput& survey_output_called(std::string_view name);

/// `format`: a row's name. Without the process's own secrets.
std::string rendered_survey(std::string_view format, const SurveyReport& report,
                            const TextStyle& style = {});

}  // namespace edge::probe
