// The table of every check in the HTML report, and what its cells are called there.
#pragma once

#include <string>
#include <string_view>

#include "probe/survey/survey_report.hpp"

namespace edge::probe {

std::string_view html_word(CheckResult result);

/// Each endpoint's result from each vantage; empty: there is but one.
std::string html_vantages(const SurveyReport& report);

/// Every check, with the ways to filter it above it.
std::string html_table(const SurveyReport& report);

}  // namespace edge::probe
