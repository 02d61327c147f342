#include "probe/survey_output/outputs.hpp"

#include "common/base/rows.hpp"
#include "common/base/secret_gate.hpp"
#include "probe/survey/survey_json.hpp"
#include "probe/survey_output/rows.hpp"

namespace edge::probe {

std::span<const SurveyOutput> survey_outputs() {
  static constexpr SurveyOutput kRows[] = {
      {"text", "for people: a table that fits a screen, then what was found", survey_text},
      {"json", "for programs: everything, by `edgeprobe list survey-schema`", survey_json},
      {"html", "for a browser: one file, with each path drawn", survey_html},
      {"markdown", "for tickets and wikis", survey_markdown},
      {"csv", "for spreadsheets; nothing in it is a formula", survey_csv},
      {"junit", "for CI servers", survey_junit},
      {"tap", "for test harnesses (TAP 14)", survey_tap},
      {"sarif", "for code scanning (SARIF 2.1.0)", survey_sarif},
      {"prometheus", "for node_exporter's textfile collector", survey_prometheus},
      {"otlp", "for OpenTelemetry collectors: the JSON of POST /v1/metrics", survey_otlp},
  };
  return kRows;
}

std::vector<std::string> survey_output_names() {
  return names_of_rows(survey_outputs(), &SurveyOutput::name);
}

std::string rendered_survey(std::string_view format, const SurveyReport& report,
                            const TextStyle& style) {
  const auto& row = row_of(survey_outputs(), format, &SurveyOutput::name);
  return without_own_secrets(row.render(report, style));
}

std::string survey_json(const SurveyReport& report, const TextStyle&) {
  return survey_json_text(report);
}

}  // namespace edge::probe
