// sarif: SARIF 2.1.0 (OASIS), one result for each check that was not as expected. A survey has no
// source files: the location is the catalogue's endpoint, as a logical location.
#include <nlohmann/json.hpp>
#include <set>

#include "common/base/json_text.hpp"
#include "common/base/escape.hpp"
#include "probe/survey_output/phrases.hpp"
#include "probe/survey_output/rows.hpp"
#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {
namespace {

using Json = nlohmann::ordered_json;

Json rules_of(const SurveyReport& report) {
  std::set<std::string> codes;
  Json rules = Json::array();
  for (const SurveyCheck& check : report.checks) {
    const bool told = check.result == CheckResult::failed || check.result == CheckResult::warned;
    if (!told || !codes.insert(check.verdict).second) continue;
    const VerdictRow* row = find_verdict(check.verdict);
    const std::string title = row ? usual_words(row->title) : check.verdict;
    const std::string fix = row ? usual_words(row->elsewhere.empty() ? row->fix : row->elsewhere)
                                : "";
    rules.push_back({{"id", check.verdict},
                     {"shortDescription", {{"text", title}}},
                     {"help", {{"text", fix.empty() ? title : fix}}}});
  }
  return rules;
}

Json result_of(const SurveyCheck& check) {
  const bool failed = check.result == CheckResult::failed;
  const auto logical = Json{{"fullyQualifiedName", target_text(check)},
                            {"name", printable(check.endpoint)},
                            {"kind", "resource"}};
  return {{"ruleId", check.verdict},
          {"level", failed ? "error" : "warning"},
          {"message", {{"text", printable(check.words, 4096)}}},
          {"locations", Json::array({{{"logicalLocations", Json::array({logical})}}})},
          {"properties",
           {{"vantage", vantage_of(check)},
            {"fix", printable(in_one_line(check.fix), 4096)},
            {"place", check.place},
            {"component", check.component}}}};
}

}  // namespace

std::string survey_sarif(const SurveyReport& report, const TextStyle&) {
  Json results = Json::array();
  for (const SurveyCheck& check : report.checks) {
    const bool told = check.result == CheckResult::failed || check.result == CheckResult::warned;
    if (told) results.push_back(result_of(check));
  }
  const Json driver{{"name", "edgeprobe"},
                    {"version", report.program_version},
                    {"rules", rules_of(report)}};
  const Json invocation{{"executionSuccessful", !report.interrupted},
                        {"exitCode", report.exit_code}};
  const Json run{{"tool", {{"driver", driver}}},
                 {"invocations", Json::array({invocation})},
                 {"results", std::move(results)}};
  const Json whole{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                   {"version", "2.1.0"},
                   {"runs", Json::array({run})}};
  return json_text(whole, 2) + "\n";
}

}  // namespace edge::probe
