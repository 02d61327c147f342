// edgeprobe diff and edgeprobe rollup: recorded reports, held against each other.
#include <CLI/CLI.hpp>

#include "common/base/arguments.hpp"
#include "common/base/escape.hpp"
#include "common/program/program.hpp"
#include "common/world/real/environment.hpp"
#include "probe/commands/rows.hpp"
#include "probe/commands/source.hpp"
#include "probe/survey_compare/diff.hpp"
#include "probe/survey_compare/recorded.hpp"
#include "probe/survey_compare/rollup.hpp"

namespace edge::probe {
namespace {

constexpr const char* kDiffExamples = R"(Examples:
  edgeprobe survey site.yaml --report json=monday.json
  edgeprobe survey site.yaml --report json=friday.json
  edgeprobe diff monday.json friday.json             what has changed in the network

Exit codes: 0 nothing is worse, 1 something is, 2 wrong usage or no such report.)";

constexpr const char* kRollupExamples = R"(Examples:
  edgeprobe rollup sites/*.json                      what is wrong where, and what those share
  edgeprobe rollup sites/*.json -o json

Exit codes: 0 no report has findings, 1 some have, 2 wrong usage or no such report.)";

SurveyReport rows_in(const std::string& path) {
  return recorded_rows(read_source(path, kRecordedLimits), printable(path));
}

struct CompareTexts {
  std::string older, newer, format = "text";
  std::vector<std::string> reports;
};

CommandAction define_diff(CLI::App& app) {
  auto texts = std::make_shared<CompareTexts>();
  app.add_option("OLD", texts->older, "A JSON report of edgeprobe survey, or run")
      ->required()->check(value_problem);
  app.add_option("NEW", texts->newer, "A later one")->required()->check(value_problem);
  app.add_option("-o,--output", texts->format, "What to print")
      ->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  return [texts](ProcessArguments&) {
    const SurveyDiff diff = diff_of(rows_in(texts->older), rows_in(texts->newer));
    write_standard_output(texts->format == "json" ? diff_json(diff)
                                                  : diff_text(diff, text_columns()));
    return is_worse(diff) ? 1 : 0;
  };
}

CommandAction define_rollup(CLI::App& app) {
  auto texts = std::make_shared<CompareTexts>();
  app.add_option("REPORT", texts->reports, "JSON reports of edgeprobe survey, or run")
      ->required()->check(value_problem);
  app.add_option("-o,--output", texts->format, "What to print")
      ->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  return [texts](ProcessArguments&) {
    Rollup rollup;
    for (const auto& path : texts->reports) rollup.add(rows_in(path), printable(path));
    const FleetRollup result = rollup.result();
    write_standard_output(texts->format == "json" ? rollup_json(result)
                                                  : rollup_text(result, text_columns()));
    return result.causes.empty() ? 0 : 1;
  };
}

}  // namespace

constinit const CommandRow kDiffCommand{
    .name = "diff",
    .what = "What has changed in the network between two reports",
    .examples = kDiffExamples,
    .define = define_diff};

constinit const CommandRow kRollupCommand{
    .name = "rollup",
    .what = "A fleet's reports put together by cause",
    .examples = kRollupExamples,
    .define = define_rollup};

}  // namespace edge::probe
