// prometheus: the text format, for node_exporter's textfile collector. Labels are bounded: names of
// the catalogue and rows of tables; what a peer says is in none.
#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "probe/survey_output/rows.hpp"

namespace edge::probe {
namespace {

/// As label values are written: '\\', '"' and newlines escaped.
std::string label(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text)) {
    if (c == '\\' || c == '"') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string labels_of(const SurveyReport& report, const SurveyCheck& check) {
  return fmt::format("site=\"{}\",endpoint=\"{}\",kind=\"{}\",component=\"{}\",vantage=\"{}\"",
                     label(report.site), label(check.endpoint), label(check.kind),
                     label(check.component), label(check.vantage));
}

double in_seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

/// One metric: a line for each check that has a value.
template <class Value>
std::string metric(const SurveyReport& report, std::string_view name, std::string_view help,
                   Value value) {
  std::string text = fmt::format("# HELP {} {}\n# TYPE {} gauge\n", name, help, name);
  for (const SurveyCheck& check : report.checks) {
    if (check.result == CheckResult::skipped) continue;
    value(check, [&](const std::string& more, double number) {
      text += fmt::format("{}{{{}{}}} {}\n", name, labels_of(report, check), more, number);
    });
  }
  return text;
}

}  // namespace

std::string survey_prometheus(const SurveyReport& report, const TextStyle&) {
  using Check = SurveyCheck;
  std::string text = metric(report, "edgeprobe_check_success",
                            "1: as expected, or optional; 0: not.",
                            [](const Check& check, auto add) {
                              add("", check.result == CheckResult::failed ? 0 : 1);
                            });
  text += metric(report, "edgeprobe_check_reached", "1: the endpoint was reached.",
                 [](const Check& check, auto add) { add("", check.reached ? 1 : 0); });
  text += metric(report, "edgeprobe_check_duration_seconds", "Of the whole check.",
                 [](const Check& check, auto add) { add("", in_seconds(check.took)); });
  text += metric(report, "edgeprobe_check_verdict_info",
                 "1, with the verdict: one of `edgeprobe list verdicts`.",
                 [](const Check& check, auto add) {
                   add(fmt::format(",verdict=\"{}\",stage=\"{}\"", label(check.verdict),
                                   label(check.stage)), 1);
                 });
  text += metric(report, "edgeprobe_stage_duration_seconds", "Of one stage of a check.",
                 [](const Check& check, auto add) {
                   for (const StageTime& stage : check.stages) {
                     add(fmt::format(",stage=\"{}\",outcome=\"{}\"", label(stage.stage),
                                     name_of(stage.outcome)), in_seconds(stage.took));
                   }
                 });
  text += metric(report, "edgeprobe_certificate_expiry_days",
                 "Days until the endpoint's certificate ends.",
                 [](const Check& check, auto add) {
                   if (check.certificate_days) add("", *check.certificate_days);
                 });
  const auto started = report.started.time_since_epoch();
  return text + fmt::format("# HELP edgeprobe_survey_start_timestamp_seconds When it began.\n"
                            "# TYPE edgeprobe_survey_start_timestamp_seconds gauge\n"
                            "edgeprobe_survey_start_timestamp_seconds{{site=\"{}\"}} {}\n",
                            label(report.site),
                            std::chrono::duration_cast<std::chrono::seconds>(started).count());
}

}  // namespace edge::probe
