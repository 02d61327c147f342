// html: one file for a browser, without a script and without any reference to the outside, which
// its own policy forbids as well. What peers say is escaped, and could run nothing if it were not.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/xml_text.hpp"
#include "common/report/describe.hpp"
#include "common/report/layout.hpp"
#include "common/report/timestamp.hpp"
#include "probe/survey_output/html_style.hpp"
#include "probe/survey_output/path_drawing.hpp"
#include "probe/survey_output/phrases.hpp"
#include "probe/survey_output/rows.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostEvidenceShown = 40;

std::string_view html_word(CheckResult result) {
  return result == CheckResult::skipped ? "not looked at" : name_of(result);
}

std::string head_of(const SurveyReport& report) {
  const std::string title = xml_text(survey_title(report));
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<title>Survey of {}</title>\n<style>{}</style>\n</head>\n<body>\n<header>\n"
      "<h1>Survey of {}</h1>\n<p class=\"dim\">{} UTC, {} in all, by edgeprobe {}{}</p>\n"
      "</header>\n",
      title, kHtmlStyle, title, iso_text(report.started), human_duration(report.ended),
      xml_text(report.program_version), report.interrupted ? "; interrupted" : "");
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
  for (const SurveyCheck* check : finding.checks) names.push_back(xml_text(check->endpoint));
  std::string text = fmt::format(
      "<article class=\"{}\">\n<h3><span class=\"{}\">{}</span> {}</h3>\n", name_of(finding.result),
      name_of(finding.result), html_word(finding.result), fmt::join(names, ", "));
  if (!first.verdict.empty()) {
    text += fmt::format("<p class=\"dim\"><code>{}</code>, {}</p>\n", xml_text(first.verdict),
                        name_of(*first.confidence));
  }
  text += fmt::format("<p>{}</p>\n", xml_text(first.words));
  if (!first.fix.empty()) {
    text += fmt::format("<p><strong>Fix:</strong> {}</p>\n", xml_text(in_one_line(first.fix)));
  }
  text += fmt::format("<p class=\"dim\">Needed by {}: {}</p>\n", xml_text(first.component),
                      xml_text(first.why));
  if (!first.stages.empty()) text += path_drawing(first) + "\n";
  return text + evidence_of_html(first) + "</article>\n";
}

/// The stages that any check had, in the order of the longest way.
std::vector<std::string> stages_of(const SurveyReport& report) {
  constexpr std::string_view kOrder[] = {"resolve", "connect", "proxy", "tls", "websocket",
                                         "amqp-open", "http", "ntp"};
  std::vector<std::string> stages;
  for (const auto stage : kOrder) {
    const bool any = std::ranges::any_of(report.checks, [&](const SurveyCheck& check) {
      return std::ranges::count(check.stages, stage, &StageTime::stage) > 0;
    });
    if (any) stages.emplace_back(stage);
  }
  return stages;
}

std::string cell_of_stage(const SurveyCheck& check, const std::string& stage) {
  const auto found = std::ranges::find(check.stages, stage, &StageTime::stage);
  if (found == check.stages.end()) return "<td class=\"stage dim\">-</td>";
  const bool ok = found->outcome == Outcome::ok;
  return fmt::format("<td class=\"stage {}\">{}{}</td>", ok ? "" : "failed",
                     ok ? "" : std::string(name_of(found->outcome)) + " ",
                     human_duration(found->took));
}

std::string table_of(const SurveyReport& report) {
  const auto stages = stages_of(report);
  std::string text =
      "<h2>Every check</h2>\n<fieldset><legend class=\"dim\">Show</legend>"
      "<input type=\"radio\" name=\"show\" id=\"all\" checked><label for=\"all\"> all</label>"
      "<input type=\"radio\" name=\"show\" id=\"not-expected\"><label for=\"not-expected\"> what "
      "is not as expected</label></fieldset>\n<div class=\"scroll\"><table>\n<thead><tr>"
      "<th scope=\"col\">Result</th><th scope=\"col\">Endpoint</th><th scope=\"col\">Target</th>"
      "<th scope=\"col\">Found</th><th scope=\"col\">Component</th><th scope=\"col\">From</th>";
  for (const auto& stage : stages) text += fmt::format("<th scope=\"col\">{}</th>", stage);
  text += "</tr></thead>\n<tbody>\n";
  for (const SurveyCheck& check : report.checks) {
    text += fmt::format(
        "<tr class=\"{}\"><td class=\"{}\">{}</td><th scope=\"row\">{}</th><td class=\"host\">"
        "<code>{}</code></td><td class=\"found\">{}</td><td>{}</td><td>{}</td>",
        name_of(check.result) == "passed" ? "passed" : "", name_of(check.result),
        html_word(check.result), xml_text(check.endpoint), xml_text(target_text(check)),
        xml_text(check.reached ? facts_text(check) : check.verdict + " " + check.place, 300),
        xml_text(check.component), xml_text(check.vantage));
    for (const auto& stage : stages) text += cell_of_stage(check, stage);
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n";
}

}  // namespace

std::string survey_html(const SurveyReport& report, const TextStyle&) {
  std::string text = head_of(report) + "<main>\n" + counts_of_html(report);
  const auto findings = findings_of(report);
  if (!findings.empty()) text += "<h2>What is not as expected</h2>\n";
  for (const Finding& finding : findings) text += finding_of_html(finding);
  text += table_of(report);
  for (const auto& left_out : report.left_out) {
    text += fmt::format("<p class=\"dim\">Left out: {}</p>\n", xml_text(left_out));
  }
  return text + "</main>\n</body>\n</html>\n";
}

}  // namespace edge::probe
