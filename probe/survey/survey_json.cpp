#include "probe/survey/survey_json.hpp"

#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/base/usage_error.hpp"
#include "common/report/json_problem.hpp"
#include "common/report/schema_archive.hpp"
#include "probe/survey/without_evidence.hpp"

namespace edge::probe {

std::string survey_json_text(const SurveyReport& report) {
  return json_text(json::Writer::document(report, kSurveySchemaVersion), 2) + "\n";
}

nlohmann::ordered_json survey_schema() {
  return json::Schema::of_document<SurveyReport>(
      "edgeprobe survey",
      "What `edgeprobe survey` finds of each endpoint. What is not known is absent.",
      kSurveySchemaVersion);
}

SurveyReport recorded_survey(std::string_view text, std::string_view where,
                             Evidences evidences) {
  std::optional<std::string> shorter;
  if (evidences == Evidences::left_out) shorter = without_evidence(text);
  const auto parsed = nlohmann::ordered_json::parse(
      shorter ? std::string_view(*shorter) : text, nullptr, false);
  if (parsed.is_discarded()) {
    throw UsageError(fmt::format("{}: is no JSON, or is cut short: {}", where,
                                 json_problem(text).value_or("")));
  }
  try {
    json::Members members(parsed, "survey");
    int version = 0;
    json::Reader::read_field(members, "schema_version", Presence::always, version);
    if (version != kSurveySchemaVersion) {
      json::refuse("survey.schema_version",
                   fmt::format("is {}, this program reads {}", version, kSurveySchemaVersion));
    }
    SurveyReport report;
    json::Reader::read_fields(members, report);
    members.finish();
    return report;
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("{}: is no report of edgeprobe survey: {}", where,
                                 printable(error.what())));
  }
}

}  // namespace edge::probe
