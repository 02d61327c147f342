// markdown: a table and the findings, for tickets and wikis. Bytes of peers can neither end a cell
// nor become markup.
#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/report/timestamp.hpp"
#include "probe/survey_output/phrases.hpp"
#include "probe/survey_output/rows.hpp"
#include "probe/survey_output/vantage_table.hpp"

namespace edge::probe {
namespace {

/// What CommonMark and its extensions give a meaning to (CommonMark 0.30 section 2.4).
std::string markdown(std::string_view text) {
  constexpr std::string_view kSpecial = "\\`*_{}[]#+!|~&\"'$@";
  std::string escaped;
  for (const char c : printable(text, 4096)) {
    if (c == '<' || c == '>') {  // not by a backslash: some renderers take tags out before
      escaped += c == '<' ? "&lt;" : "&gt;";
      continue;
    }
    if (kSpecial.find(c) != kSpecial.npos) escaped += '\\';
    escaped += c;
  }
  // A scheme or "www." would become a link by itself.
  for (const std::string_view link : {"://", "www."}) {
    for (auto at = escaped.find(link); at != escaped.npos; at = escaped.find(link, at + 2)) {
      escaped.insert(at + link.size() - 1, "\\");
      at += 1;
    }
  }
  return escaped;
}

std::string_view result_in_bold(CheckResult result) {
  return result == CheckResult::failed ? "**failed**" : name_of(result);
}

std::string row_of_table(const SurveyCheck& check) {
  return fmt::format("| {} | {} | {} | {} | {} | {} |\n",
                     result_in_bold(check.result), markdown(check.endpoint),
                     markdown(target_text(check)), markdown(check.component),
                     markdown(vantage_of(check)),
                     markdown(check.verdict + (check.place.empty() ? "" : ", " + check.place)));
}

std::string table_of_vantages(const SurveyReport& report) {
  const VantageTable table = vantage_table(report);
  if (table.lines.empty()) return {};
  std::string head = "| endpoint |", rule = "|---|", text;
  for (const auto& vantage : table.vantages) {
    head += " " + markdown(vantage) + " |";
    rule += "---|";
  }
  for (const VantageLine& line : table.lines) {
    text += "| " + markdown(line.endpoint->endpoint) + " |";
    for (const SurveyCheck* check : line.checks) {
      text += fmt::format(" {} |", check ? result_in_bold(check->result) : "-");
    }
    text += "\n";
  }
  return head + "\n" + rule + "\n" + text + "\n";
}

}  // namespace

std::string survey_markdown(const SurveyReport& report, const TextStyle&) {
  std::string text = fmt::format("# Survey of {}\n\n{}, {} in all: {}.\n\n",
                                 markdown(survey_title(report)), iso_text(report.started),
                                 report.checks.size(), counts_text(report));
  text += table_of_vantages(report);
  text += "| result | endpoint | target | component | vantage | verdict |\n"
          "|---|---|---|---|---|---|\n";
  for (const SurveyCheck& check : report.checks) text += row_of_table(check);
  for (const Finding& finding : findings_of(report)) {
    const SurveyCheck& first = *finding.checks.front();
    text += fmt::format("\n## {}: {}\n\n", name_of(finding.result), markdown(first.verdict));
    for (const SurveyCheck* check : finding.checks) {
      text += fmt::format("- {} ({}), for {}: {}\n", markdown(named_with_vantage(*check)),
                          markdown(target_text(*check)), markdown(check->component),
                          markdown(check->why));
    }
    text += fmt::format("\n{}\n", markdown(first.words));
    if (first.fix.empty()) continue;
    text += fmt::format("\n**Fix:** {}\n", markdown(in_one_line(fix_text(finding))));
  }
  return text;
}

}  // namespace edge::probe
