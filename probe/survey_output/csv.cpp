// csv: for spreadsheets, one line for each check.
#include <fmt/format.h>

#include "common/report/timestamp.hpp"
#include "probe/survey_output/csv_cell.hpp"
#include "probe/survey_output/phrases.hpp"
#include "probe/survey_output/rows.hpp"

namespace edge::probe {
namespace {

/// A column: its heading, and what stands in it.
struct Column {
  std::string_view heading;
  std::string (*value)(const SurveyReport&, const SurveyCheck&);
};

constexpr Column kColumns[] = {
    {"site", [](const auto& report, const auto&) { return report.site; }},
    {"started", [](const auto& report, const auto&) { return iso_text(report.started); }},
    {"endpoint", [](const auto&, const auto& check) { return check.endpoint; }},
    {"kind", [](const auto&, const auto& check) { return check.kind; }},
    {"host", [](const auto&, const auto& check) { return check.host; }},
    {"port",
     [](const auto&, const auto& check) {
       return check.port ? std::to_string(check.port) : std::string();
     }},
    {"protocol", [](const auto&, const auto& check) { return check.protocol; }},
    {"component", [](const auto&, const auto& check) { return check.component; }},
    {"need",
     [](const auto&, const auto& check) {
       return std::string(check.required ? "required" : "optional");
     }},
    {"expect", [](const auto&, const auto& check) { return std::string(name_of(check.expect)); }},
    {"vantage", [](const auto&, const auto& check) { return vantage_of(check); }},
    {"result", [](const auto&, const auto& check) { return std::string(name_of(check.result)); }},
    {"verdict", [](const auto&, const auto& check) { return check.verdict; }},
    {"place", [](const auto&, const auto& check) { return check.place; }},
    {"took_ms",
     [](const auto&, const auto& check) {
       return fmt::format("{:.1f}", std::chrono::duration<double, std::milli>(check.took).count());
     }},
    {"facts", [](const auto&, const auto& check) { return facts_text(check); }},
    {"cause", [](const auto&, const auto& check) { return check.words; }},
    {"fix", [](const auto&, const auto& check) { return in_one_line(check.fix); }},
};

}  // namespace

std::string survey_csv(const SurveyReport& report, const TextStyle&) {
  std::string text;
  for (const Column& column : kColumns) {
    text += (text.empty() ? "" : ",") + csv_cell(column.heading);
  }
  text += "\r\n";
  for (const SurveyCheck& check : report.checks) {
    std::string line;
    for (const Column& column : kColumns) {
      line += (line.empty() ? "" : ",") + csv_cell(column.value(report, check));
    }
    text += line + "\r\n";
  }
  return text;
}

}  // namespace edge::probe
