// summary: what somebody reads who has a few lines only. Kubernetes keeps 4096 bytes of what a
// container leaves in its termination log.
#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "probe/survey_output/phrases.hpp"
#include "probe/survey_output/rows.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostOfSummary = 4096, kMostOfLine = 300;  // bytes

/// "failed hub by AMQP (hub.example:5671): amqp-port-dropped-on-path, at 192.168.1.1 (hop 2)".
std::string summary_line(const SurveyCheck& check) {
  const std::string found = check.verdict.empty() ? "not looked at" : check.verdict;
  return fmt::format("{} {} ({}): {}{}", name_of(check.result), named_with_vantage(check),
                     target_text(check), found,
                     check.place.empty() ? "" : ", at " + check.place);
}

}  // namespace

std::string survey_summary(const SurveyReport& report, const TextStyle&) {
  std::string text = printable(survey_title(report) + ": " + counts_text(report), kMostOfLine);
  std::size_t left_out = 0;
  for (const Finding& finding : findings_of(report)) {
    for (const SurveyCheck* check : finding.checks) {
      const std::string line = "\n" + printable(summary_line(*check), kMostOfLine);
      // The last line says how many more there are.
      if (left_out > 0 || text.size() + line.size() + 40 > kMostOfSummary) ++left_out;
      else text += line;
    }
  }
  if (left_out > 0) text += fmt::format("\nand {} more", left_out);
  return text + "\n";
}

}  // namespace edge::probe
