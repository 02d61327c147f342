// edgeprobe report: recorded reports in another form.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "common/base/arguments.hpp"
#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/files/output_file.hpp"
#include "common/program/program.hpp"
#include "common/world/real/environment.hpp"
#include "probe/commands/printing.hpp"
#include "probe/commands/rows.hpp"
#include "probe/commands/source.hpp"
#include "probe/run/judge.hpp"
#include "probe/survey/survey_json.hpp"
#include "probe/survey_compare/recorded.hpp"
#include "probe/survey_output/outputs.hpp"

namespace edge::probe {
namespace {

namespace fs = std::filesystem;

constexpr const char* kReportExamples = R"(Examples:
  edgeprobe report site.json --html > site.html      a survey's report for a browser
  edgeprobe report seen.json --markdown              a run's, for a ticket
  edgeprobe report sites/*.json --html --into pages  each as a file of its own
  edgeprobe report old.json -o json                  an earlier release's in today's form

Exit codes: 0 written, 2 wrong usage or no such report, 3 edgeprobe failed.)";

struct ReportTexts {
  std::vector<std::string> files;
  std::string format = "text", into;
  int formats = 0;   // how many were asked for
};

/// A run has forms of its own, which say more than those of a survey with one check.
bool has_own_form(std::string_view format) {
  const auto names = output_names();
  return std::ranges::find(names, format) != names.end();
}

std::string in_form(const std::string& json, const std::string& where, const std::string& format,
                    const TextStyle& style) {
  if (is_recorded_survey(json)) {
    return rendered_survey(format, recorded_survey(json, where), style);
  }
  if (has_own_form(format)) {
    const OutputStyle own{.log_shown = false, .colours = style.colours, .width = style.width};
    return rendered(format, judged_anew(recorded_report(json, where), where), own);
  }
  return rendered_survey(format, recorded_rows(json, where), style);
}

/// "sites/a.json" as "pages/a.html".
std::string path_into(const ReportTexts& texts, const std::string& file) {
  const std::string suffix(survey_output_called(texts.format).suffix);
  return (fs::path(texts.into) / (fs::path(file).stem().string() + suffix)).string();
}

/// Before anything is written: each has a file of its own, and none replaces what is read.
void check_paths(const ReportTexts& texts) {
  std::set<std::string> seen;
  for (const auto& file : texts.files) {
    if (file == "-") throw UsageError("--into: standard input has no name to call a file by");
    const std::string path = path_into(texts, file);
    refuse_to_replace({"--into", path}, texts.files);
    if (!seen.insert(path).second) {
      throw UsageError(fmt::format("--into: two of the reports would be {}", printable(path)));
    }
  }
}

int write_reports(const ReportTexts& texts) {
  if (texts.formats > 1) throw UsageError("report: name one form, as -o FORM or --FORM");
  const bool files = !texts.into.empty();
  if (!files && texts.files.size() > 1) {
    throw UsageError("report: several reports go into files: name a folder with --into");
  }
  if (files) check_paths(texts);
  for (const auto& file : texts.files) {
    const TextStyle style =
        files ? TextStyle{} : TextStyle{.width = text_columns(), .colours = wants_colours()};
    const std::string text =
        in_form(read_source(file, kRecordedLimits), printable(file), texts.format, style);
    if (files) write_file(path_into(texts, file), text);
    else write_standard_output(text);
  }
  return 0;
}

CommandAction define_report(CLI::App& app) {
  auto texts = std::make_shared<ReportTexts>();
  app.add_option("REPORT", texts->files,
                 "JSON reports of edgeprobe survey or run, of any release; - for standard input")
      ->required()->check(value_problem);
  const auto take = [texts](const std::string& format) {
    texts->format = format;
    ++texts->formats;
  };
  app.add_option_function<std::string>("-o,--output", take, "The form; text if none is named")
      ->check(CLI::IsMember(survey_output_names()));
  for (const SurveyOutput& output : survey_outputs()) {
    app.add_flag_function(
        fmt::format("--{}", output.name),
        [take, name = std::string(output.name)](std::int64_t) { take(name); },
        fmt::format("The same as -o {}", output.name));
  }
  app.add_option("--into", texts->into, "Folder in which each becomes a file of its name")
      ->check(value_problem);
  return [texts](ProcessArguments&) { return write_reports(*texts); };
}

}  // namespace

constinit const CommandRow kReportCommand{
    .name = "report",
    .what = "Recorded reports in another form: HTML, Markdown, CSV, ...",
    .examples = kReportExamples,
    .define = define_report};

}  // namespace edge::probe
