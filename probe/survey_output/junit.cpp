// junit: the form that CI servers read, one test case for each check.
#include <fmt/format.h>

#include "common/base/xml_text.hpp"
#include "probe/survey_output/phrases.hpp"
#include "probe/survey_output/rows.hpp"

namespace edge::probe {
namespace {

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

std::string case_of(const SurveyCheck& check) {
  std::string text = fmt::format(
      "  <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\">\n", xml_text(check.component),
      xml_text(named_with_vantage(check)),
      seconds(check.took));
  const std::string all = xml_text(check.words) + "\nFix: " + xml_text(in_one_line(check.fix));
  switch (check.result) {
    case CheckResult::failed:
      text += fmt::format("    <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                          xml_text(check.verdict), xml_text(check.words), all);
      break;
    case CheckResult::skipped: text += "    <skipped message=\"it was not looked at\"/>\n"; break;
    case CheckResult::warned:
      text += fmt::format("    <system-out>warning {}: {}</system-out>\n", xml_text(check.verdict),
                          all);
      break;
    case CheckResult::passed:
      text += fmt::format("    <system-out>{}</system-out>\n", xml_text(check.words));
      break;
  }
  return text + "  </testcase>\n";
}

}  // namespace

std::string survey_junit(const SurveyReport& report, const TextStyle&) {
  const SurveyCounts counts = counts_of(report);
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{}\" tests=\"{}\" "
      "failures=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n",
      xml_text(survey_title(report)), report.checks.size(), counts.failed, counts.skipped,
      seconds(report.ended));
  for (const SurveyCheck& check : report.checks) text += case_of(check);
  return text + "</testsuite>\n";
}

}  // namespace edge::probe
