// text: for people. What is as it should be takes one line, and none where there are many; what to
// do stands last, next to the prompt.
#include <fmt/format.h>

#include <algorithm>

#include "common/base/colour.hpp"
#include "common/base/escape.hpp"
#include "common/report/layout.hpp"
#include "common/report/timestamp.hpp"
#include "probe/survey_output/phrases.hpp"
#include "probe/survey_output/rows.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostPassedShown = 24;
constexpr std::size_t kResultWidth = 8, kNameWidth = 26, kTargetWidth = 32;

std::string_view word_for(CheckResult result) {
  return result == CheckResult::failed ? "FAILED" : name_of(result);
}

/// In `width` columns, and what is cut shows it.
std::string fitted(std::string_view text, std::size_t width) {
  const std::string shown = printable(text);
  if (shown.size() <= width) return shown + std::string(width - shown.size(), ' ');
  return printable(shown, width - 3);
}

std::string coloured(CheckResult result, const std::string& text, bool colours) {
  if (!colours || result == CheckResult::skipped) return text;
  return painted(text, result == CheckResult::passed   ? Colour::green
                       : result == CheckResult::warned ? Colour::yellow
                                                       : Colour::red);
}

std::string found_text(const SurveyCheck& check) {
  if (check.result == CheckResult::skipped) return "not looked at";
  if (check.reached) return facts_text(check);
  return check.verdict;
}

std::string line_of(const SurveyCheck& check, bool vantages, const TextStyle& style) {
  const auto found = (vantages ? "[" + check.vantage + "] " : "") + found_text(check);
  const std::size_t used = 2 + kResultWidth + kNameWidth + 1 + kTargetWidth + 1;
  const auto room = style.width > used + 10 ? style.width - used : 10;
  auto shown = printable(found);
  if (shown.size() > room) shown = printable(shown, room - 3);
  return fmt::format("  {}{} {} {}\n",
                     coloured(check.result, fitted(word_for(check.result), kResultWidth),
                              style.colours),
                     fitted(check.endpoint, kNameWidth), fitted(target_text(check), kTargetWidth),
                     shown);
}

std::string names_of(const Finding& finding) {
  std::string names;
  for (const SurveyCheck* check : finding.checks) {
    names += (names.empty() ? "" : ", ") + check->endpoint;
    if (check->vantage != "direct") names += " [" + check->vantage + "]";
  }
  return names;
}

std::string finding_text(const Finding& finding, const TextStyle& style) {
  const SurveyCheck& first = *finding.checks.front();
  std::string text = "\n" + coloured(finding.result, std::string(word_for(finding.result)),
                                     style.colours) + "  " + printable(names_of(finding)) + "\n";
  if (!first.verdict.empty()) {
    text += labelled_block("  Verdict", fmt::format("{} ({})", first.verdict,
                                                    name_of(*first.confidence)), style.width);
  }
  text += labelled_block("  Cause", first.words, style.width);
  text += labelled_block("  Where", first.place, style.width);
  text += labelled_block("  Needed by", fmt::format("{}: {}", first.component, first.why),
                         style.width);
  return text + labelled_block("  Fix", first.fix, style.width);
}

}  // namespace

std::string survey_text(const SurveyReport& report, const TextStyle& style) {
  std::string text = fmt::format("Survey of {}, {}\n\n", printable(survey_title(report)),
                                 iso_text(std::chrono::floor<std::chrono::seconds>(
                                     report.started)));
  const bool vantages = std::ranges::any_of(report.checks, [](const SurveyCheck& check) {
    return check.vantage != "direct";
  });
  const SurveyCounts counts = counts_of(report);
  const bool few = static_cast<std::size_t>(counts.passed) <= kMostPassedShown;
  for (const SurveyCheck& check : report.checks) {
    if (few || check.result != CheckResult::passed) text += line_of(check, vantages, style);
  }
  if (!few) text += fmt::format("  and {} that passed (-o csv shows them)\n", counts.passed);
  for (const auto& left_out : report.left_out) text += "  left out " + printable(left_out) + "\n";
  for (const Finding& finding : findings_of(report)) text += finding_text(finding, style);
  return text + fmt::format("\n{}{}, in {}.\n", report.interrupted ? "Interrupted: " : "",
                            counts_text(report), human_duration(report.ended));
}

}  // namespace edge::probe
