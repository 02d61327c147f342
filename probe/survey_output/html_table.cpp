#include "probe/survey_output/html_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "common/base/xml_text.hpp"
#include "common/report/layout.hpp"
#include "probe/survey_output/phrases.hpp"
#include "probe/survey_output/vantage_table.hpp"

namespace edge::probe {
namespace {

// The radio buttons work by the style sheet alone; the field is shown by the script that it needs.
constexpr const char* kFilters =
    "<fieldset><legend class=\"dim\">Show</legend>"
    "<input type=\"radio\" name=\"show\" id=\"all\" checked><label for=\"all\"> all</label>"
    "<input type=\"radio\" name=\"show\" id=\"not-expected\"><label for=\"not-expected\"> what "
    "is not as expected</label><span id=\"filter\" hidden><label for=\"words\">with the words "
    "</label><input type=\"search\" id=\"words\"> <output id=\"count\" for=\"words\"></output>"
    "</span></fieldset>\n";

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

/// Sorted by its milliseconds; a stage that there was none of comes before all.
std::string cell_of_stage(const SurveyCheck& check, const std::string& stage) {
  const auto found = std::ranges::find(check.stages, stage, &StageTime::stage);
  if (found == check.stages.end()) return "<td class=\"stage dim\" data-v=\"-1\">-</td>";
  const bool ok = found->outcome == Outcome::ok;
  return fmt::format("<td class=\"stage{}\" data-v=\"{:.1f}\">{}{}</td>", ok ? "" : " failed",
                     std::chrono::duration<double, std::milli>(found->took).count(),
                     ok ? "" : std::string(name_of(found->outcome)) + " ",
                     human_duration(found->took));
}

std::string found_or_cause(const SurveyCheck& check) {
  if (check.reached) return facts_text(check);
  return check.verdict + (check.place.empty() ? "" : ", " + check.place);
}

std::string table_row(const SurveyCheck& check, const std::vector<std::string>& stages) {
  std::string text = fmt::format(
      "<tr class=\"{}\"><td class=\"{}\" data-v=\"{}\">{}</td><th scope=\"row\">{}</th>"
      "<td class=\"host\"><code>{}</code></td><td class=\"found\">{}</td><td>{}</td><td>{}</td>",
      check.result == CheckResult::passed ? "passed" : "", name_of(check.result),
      -badness_of(check.result), html_word(check.result), xml_text(check.endpoint),
      xml_text(target_text(check)),
      xml_text(found_or_cause(check), 300),
      xml_text(check.component), xml_text(vantage_of(check)));
  for (const auto& stage : stages) text += cell_of_stage(check, stage);
  return text + "</tr>\n";
}

}  // namespace

std::string_view html_word(CheckResult result) {
  return result == CheckResult::skipped ? "not looked at" : name_of(result);
}

std::string html_vantages(const SurveyReport& report) {
  const VantageTable table = vantage_table(report);
  if (table.lines.empty()) return {};
  std::string text =
      "<h2>From each vantage</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      "aria-label=\"From each vantage\"><table>\n<thead><tr><th scope=\"col\">Endpoint</th>";
  for (const auto& vantage : table.vantages) {
    text += fmt::format("<th scope=\"col\">{}</th>", xml_text(vantage));
  }
  text += "</tr></thead>\n<tbody>\n";
  for (const VantageLine& line : table.lines) {
    text += fmt::format("<tr><th scope=\"row\">{}</th>", xml_text(line.endpoint->endpoint));
    for (const SurveyCheck* check : line.checks) {
      text += check ? fmt::format("<td class=\"{}\">{}</td>", name_of(check->result),
                                  html_word(check->result))
                    : "<td class=\"dim\">-</td>";
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n";
}

std::string html_table(const SurveyReport& report) {
  const auto stages = stages_of(report);
  std::string text = std::string("<h2>Every check</h2>\n") + kFilters +
                     "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Every "
                     "check\"><table id=\"checks\">\n<thead><tr>";
  for (const char* heading : {"Result", "Endpoint", "Target", "Found", "Component", "From"}) {
    text += fmt::format("<th scope=\"col\">{}</th>", heading);
  }
  for (const auto& stage : stages) {
    text += fmt::format("<th scope=\"col\" class=\"stage\">{}</th>", stage);
  }
  text += "</tr></thead>\n<tbody>\n";
  for (const SurveyCheck& check : report.checks) text += table_row(check, stages);
  return text + "</tbody></table></div>\n";
}

}  // namespace edge::probe
