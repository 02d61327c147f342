#include "probe/survey_output/outputs.hpp"

#include "common/base/rows.hpp"
#include "common/base/secret_gate.hpp"
#include "probe/survey/survey_json.hpp"
#include "probe/survey_output/rows.hpp"

namespace edge::probe {

std::span<const SurveyOutput> survey_outputs() {
  static constexpr SurveyOutput kRows[] = {
      {"text", "for people: a table that fits a screen, then what was found", ".txt",
       survey_text},
      {"summary", "what is not as expected, a line each, 4 KiB at most: for termination messages",
       ".summary.txt", survey_summary},
      {"json", "for programs: everything, by `edgeprobe list survey-schema`", ".json",
       survey_json},
      {"html", "for a browser: one file, with each path drawn", ".html",
       survey_html},
      {"markdown", "for tickets and wikis", ".md",
       survey_markdown},
      {"csv", "for spreadsheets; nothing in it is a formula", ".csv",
       survey_csv},
      {"junit", "for CI servers", ".xml",
       survey_junit},
      {"tap", "for test harnesses (TAP 14)", ".tap",
       survey_tap},
      {"sarif", "for code scanning (SARIF 2.1.0)", ".sarif",
       survey_sarif},
      {"prometheus", "for node_exporter's textfile collector", ".prom",
       survey_prometheus},
      {"otlp", "for OpenTelemetry collectors: the JSON of POST /v1/metrics", ".otlp.json",
       survey_otlp},
  };
  return kRows;
}

std::vector<std::string> survey_output_names() {
  return names_of_rows(survey_outputs(), &SurveyOutput::name);
}

const SurveyOutput& survey_output_called(std::string_view name) {
  return row_of(survey_outputs(), name, &SurveyOutput::name);
}

std::string rendered_survey(std::string_view format, const SurveyReport& report,
                            const TextStyle& style) {
  return without_own_secrets(survey_output_called(format).render(report, style));
}

std::string survey_json(const SurveyReport& report, const TextStyle&) {
  return survey_json_text(report);
}

}  // namespace edge::probe
