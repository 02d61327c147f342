// text: for people. What is as it should be takes one line, and none where there are many; what to
// do stands last, next to the prompt.
#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/report/layout.hpp"
#include "common/report/timestamp.hpp"
#include "probe/survey_output/phrases.hpp"
#include "probe/survey_output/rows.hpp"
#include "probe/survey_output/vantage_table.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostPassedShown = 24;
constexpr std::size_t kResultWidth = 8, kNameWidth = 26, kTargetWidth = 32;

std::string found_text(const SurveyCheck& check) {
  if (check.result == CheckResult::skipped) return "not looked at";
  if (check.reached) return facts_text(check);
  return check.verdict;
}

std::string line_of(const SurveyCheck& check, const TextStyle& style) {
  const std::string vantage = vantage_of(check);
  const auto found = (vantage == kDirect ? "" : "[" + vantage + "] ") + found_text(check);
  const std::size_t used = 2 + kResultWidth + kNameWidth + 1 + kTargetWidth + 1;
  const auto room = style.width > used + 10 ? style.width - used : 10;
  auto shown = printable(found);
  if (shown.size() > room) shown = printable(shown, room - 3);
  return fmt::format("  {}{} {} {}\n", result_word(check.result, kResultWidth, style.colours),
                     fitted(check.endpoint, kNameWidth), fitted(target_text(check), kTargetWidth),
                     shown);
}

std::string names_of(const Finding& finding) {
  std::string names;
  for (const SurveyCheck* check : finding.checks) {
    names += (names.empty() ? "" : ", ") + named_with_vantage(*check);
  }
  return names;
}

std::string finding_text(const Finding& finding, const TextStyle& style) {
  const SurveyCheck& first = *finding.checks.front();
  constexpr std::size_t kNames = 8;  // the column behind "FAILED"
  std::string text = "\n" + result_word(finding.result, 0, style.colours) + "  " +
                     wrapped(names_of(finding), kNames, style.width) + "\n";
  if (!first.verdict.empty()) {
    text += labelled_block("  Verdict", fmt::format("{} ({})", first.verdict,
                                                    name_of(*first.confidence)), style.width);
  }
  text += labelled_block("  Cause", first.words, style.width);
  text += labelled_block("  Where", first.place, style.width);
  text += labelled_block("  Needed by", needed_text(finding), style.width);
  return text + labelled_block("  Fix", fix_text(finding), style.width);
}

/// Each check, with what was found.
std::string one_column(const SurveyReport& report, const TextStyle& style) {
  const SurveyCounts counts = counts_of(report);
  const bool few = static_cast<std::size_t>(counts.passed) <= kMostPassedShown;
  std::string text;
  for (const SurveyCheck& check : report.checks) {
    if (few || check.result != CheckResult::passed) text += line_of(check, style);
  }
  if (!few) text += fmt::format("  and {} that passed (-o csv shows them)\n", counts.passed);
  return text;
}

}  // namespace

std::string survey_text(const SurveyReport& report, const TextStyle& style) {
  std::string text = fmt::format("Survey of {}, {}\n\n", printable(survey_title(report)),
                                 iso_text(std::chrono::floor<std::chrono::seconds>(
                                     report.started)));
  const auto table = vantage_text(report, style);
  text += table.empty() ? one_column(report, style) : table;
  for (const auto& left_out : report.left_out) text += "  left out " + printable(left_out) + "\n";
  for (const Finding& finding : findings_of(report)) text += finding_text(finding, style);
  return text + fmt::format("\n{}{}, in {}.\n", report.interrupted ? "Interrupted: " : "",
                            counts_text(report), human_duration(report.ended));
}

}  // namespace edge::probe
