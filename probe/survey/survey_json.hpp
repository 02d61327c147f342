// A SurveyReport as JSON and back, by the field lists of survey_report.hpp.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "probe/survey/survey_report.hpp"

namespace edge::probe {

inline constexpr int kSurveySchemaVersion = 1;

/// Indented, with a final newline.
std::string survey_json_text(const SurveyReport& report);
nlohmann::ordered_json survey_schema();
/// Throws UsageError, one line that begins with `where`, for what is no survey's report, is cut
/// short, or is of another schema version.
enum class Evidences { kept, left_out };  // of checks: most of a report's bytes
SurveyReport recorded_survey(std::string_view json, std::string_view where,
                             Evidences evidences = Evidences::kept);

}  // namespace edge::probe
