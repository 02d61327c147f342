// html: one file for a browser, without any reference to the outside, which its own policy forbids
// as well. The one script is this program's own, named by its digest: what peers say is escaped,
// and could run nothing if it were not.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/base/xml_text.hpp"
#include "common/report/describe.hpp"
#include "common/report/layout.hpp"
#include "common/report/timestamp.hpp"
#include "probe/survey_output/html_script.hpp"
#include "probe/survey_output/html_style.hpp"
#include "probe/survey_output/html_table.hpp"
#include "probe/survey_output/path_drawing.hpp"
#include "probe/survey_output/phrases.hpp"
#include "probe/survey_output/rows.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostEvidenceShown = 40;

std::string head_of(const SurveyReport& report) {
  const std::string title = xml_text(survey_title(report));
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; script-src '{}'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<title>Survey of {}</title>\n<style>{}</style>\n</head>\n<body>\n<header>\n"
      "<h1>Survey of {}</h1>\n<p class=\"dim\">{} UTC, {} in all, by edgeprobe {}{}</p>\n"
      "</header>\n",
      html_script_source(), title, kHtmlStyle, title, iso_text(report.started),
      human_duration(report.ended), xml_text(report.program_version),
      report.interrupted ? "; interrupted" : "");
}

std::string counts_of_html(const SurveyReport& report) {
  const SurveyCounts counts = counts_of(report);
  const auto item = [](int count, std::string_view result, std::string_view word) {
    return count == 0 ? std::string()
                      : fmt::format("<li class=\"{}\"><b>{}</b>{}</li>", result, count, word);
  };
  return "<ul class=\"counts\" aria-label=\"Results\">" + item(counts.failed, "failed", "failed") +
         item(counts.warned, "warned", "warned") + item(counts.passed, "passed", "passed") +
         item(counts.skipped, "skipped", "not looked at") + "</ul>\n";
}

std::string evidence_of_html(const SurveyCheck& check) {
  if (!check.evidence) return {};
  std::string text = "<details><summary>What was seen</summary>\n<ol>\n";
  std::size_t shown = 0;
  for (const Evidence& seen : check.evidence->evidence) {
    if (seen.stage == HostDetail::kind || ++shown > kMostEvidenceShown) continue;
    text += fmt::format("<li><code>{}</code> {}, {}: {}</li>\n", xml_text(seen.stage),
                        name_of(seen.outcome), human_duration(seen.end - seen.begin),
                        xml_text(describe(seen)));
  }
  return text + "</ol></details>\n";
}

std::string finding_of_html(const Finding& finding) {
  const SurveyCheck& first = *finding.checks.front();
  std::vector<std::string> names;
  for (const SurveyCheck* check : finding.checks) {
    names.push_back(xml_text(named_with_vantage(*check)));
  }
  std::string text = fmt::format(
      "<article class=\"{}\">\n<h3><span class=\"{}\">{}</span> {}</h3>\n", name_of(finding.result),
      name_of(finding.result), html_word(finding.result), fmt::join(names, ", "));
  if (!first.verdict.empty()) {
    text += fmt::format("<p class=\"dim\"><code>{}</code>, {}</p>\n", xml_text(first.verdict),
                        name_of(*first.confidence));
  }
  text += fmt::format("<p>{}</p>\n", xml_text(first.words));
  if (!first.fix.empty()) {
    text += fmt::format("<p><strong>Fix:</strong> {}</p>\n",
                        xml_text(in_one_line(fix_text(finding))));
  }
  text += fmt::format("<p class=\"dim\">Needed by {}</p>\n", xml_text(needed_text(finding)));
  if (!first.stages.empty()) text += path_drawing(first) + "\n";
  return text + evidence_of_html(first) + "</article>\n";
}

}  // namespace

std::string survey_html(const SurveyReport& report, const TextStyle&) {
  std::string text = head_of(report) + "<main>\n" + counts_of_html(report);
  const auto findings = findings_of(report);
  if (!findings.empty()) text += "<h2>What is not as expected</h2>\n";
  for (const Finding& finding : findings) text += finding_of_html(finding);
  text += html_vantages(report) + html_table(report);
  for (const auto& left_out : report.left_out) {
    text += fmt::format("<p class=\"dim\">Left out: {}</p>\n", xml_text(left_out));
  }
  return text + fmt::format("</main>\n<script>{}</script>\n</body>\n</html>\n", kHtmlScript);
}

}  // namespace edge::probe
