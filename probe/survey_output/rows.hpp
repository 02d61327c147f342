// The functions behind the rows of outputs.cpp, one file each.
#pragma once

#include "probe/survey_output/outputs.hpp"

namespace edge::probe {

std::string survey_text(const SurveyReport& report, const TextStyle& style);
std::string survey_summary(const SurveyReport& report, const TextStyle& style);
std::string survey_json(const SurveyReport& report, const TextStyle& style);
std::string survey_junit(const SurveyReport& report, const TextStyle& style);
std::string survey_tap(const SurveyReport& report, const TextStyle& style);
std::string survey_sarif(const SurveyReport& report, const TextStyle& style);
std::string survey_markdown(const SurveyReport& report, const TextStyle& style);
std::string survey_csv(const SurveyReport& report, const TextStyle& style);
std::string survey_prometheus(const SurveyReport& report, const TextStyle& style);
std::string survey_otlp(const SurveyReport& report, const TextStyle& style);
std::string survey_html(const SurveyReport& report, const TextStyle& style);

}  // namespace edge::probe
