// The options that say what is surveyed, and how: those of every command that makes surveys. What
// becomes of the reports is each command's own.
#pragma once

#include "probe/commands/survey_options.hpp"

namespace CLI {
class App;
}

namespace edge::probe {

/// `texts` must outlive the parsing.
void add_survey_inputs(CLI::App& app, SurveyTexts& texts);

}  // namespace edge::probe
