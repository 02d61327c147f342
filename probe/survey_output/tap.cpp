// tap: the Test Anything Protocol, version 14. '#' begins a directive, so that it is escaped.
#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "probe/survey_output/phrases.hpp"
#include "probe/survey_output/rows.hpp"

#include <nlohmann/json.hpp>

namespace edge::probe {
namespace {

std::string described(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text)) {
    if (c == '#' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

/// A JSON text is a YAML scalar, whatever is in it.
std::string scalar(const std::string& text) { return json_text(nlohmann::json(text)); }

std::string point_of(const SurveyCheck& check, std::size_t number) {
  const bool ok = check.result == CheckResult::passed || check.result == CheckResult::warned;
  std::string text = fmt::format("{}ok {} - {} ({}){}\n", ok ? "" : "not ", number,
                                 described(check.endpoint), described(target_text(check)),
                                 check.result == CheckResult::skipped ? " # SKIP not looked at"
                                                                      : "");
  if (check.result == CheckResult::skipped) return text.substr(4);  // a skipped point is ok
  text += fmt::format("  ---\n  result: {}\n  verdict: {}\n  words: {}\n  vantage: {}\n  ...\n",
                      name_of(check.result), scalar(check.verdict), scalar(check.words),
                      scalar(vantage_of(check)));
  return text;
}

}  // namespace

std::string survey_tap(const SurveyReport& report, const TextStyle&) {
  std::string text = fmt::format("TAP version 14\n1..{}\n", report.checks.size());
  std::size_t number = 0;
  for (const SurveyCheck& check : report.checks) text += point_of(check, ++number);
  if (report.interrupted) text += "Bail out! interrupted\n";
  return text;
}

}  // namespace edge::probe
