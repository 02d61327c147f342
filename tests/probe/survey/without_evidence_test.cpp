// Evidence that is left out before a report is parsed.
#include "probe/survey/without_evidence.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "common/base/usage_error.hpp"
#include "probe/survey/survey_json.hpp"

namespace edge::probe::test {
namespace {

TEST(WithoutEvidence, LeavesOutTheMembersOfChecksAndNothingElse) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({"checks": [{"a": 1, "evidence": {"x": "}\"{"}}]})", R"({"checks": [{"a": 1}]})"},
      {R"({"checks": [{"evidence": {"x": [{}]} , "b": 2}, {}]})", R"({"checks": [{ "b": 2}, {}]})"},
      {R"({"checks":[{"evidence":{}}]})", R"({"checks":[{}]})"},
      {R"({"evidence": {}, "checks": [{"words": "evidence"}]})", nullptr},
      {R"({"checks": [{"deeper": {"evidence": {}}}]})", nullptr},
      {R"({"checks": [{"a": "\\", "b": "\"evidence\":{"}]})", nullptr}};
  for (const auto& [text, wanted] : rows) {
    const auto made = without_evidence(text);
    ASSERT_TRUE(made) << text;
    EXPECT_EQ(*made, wanted ? wanted : text);
    EXPECT_FALSE(nlohmann::json::parse(*made, nullptr, false).is_discarded()) << *made;
  }
}

TEST(WithoutEvidence, WhatIsCutShortIsLeftToAParser) {
  const std::string whole = R"({"checks": [{"a": "x\\", "evidence": {"x": {"y": "z"}}}]})";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto made = without_evidence(whole.substr(0, size));
    const bool sound = made && !nlohmann::json::parse(*made, nullptr, false).is_discarded();
    EXPECT_FALSE(sound) << whole.substr(0, size);
  }
  EXPECT_THROW(recorded_survey("{\"checks\": [{\"evidence\": 7}]}", "x", Evidences::left_out),
               UsageError);
}

TEST(WithoutEvidence, TheRestOfAReportIsTheSame) {
  SurveyReport report;
  report.program_version = "0.1.0";
  report.catalogues = {"test"};
  report.checks.resize(2);
  report.checks[0].words = "\"evidence\": {";
  report.checks[0].evidence = Report{};
  const std::string text = survey_json_text(report);
  report.checks[0].evidence.reset();
  EXPECT_EQ(survey_json_text(recorded_survey(text, "x", Evidences::left_out)),
            survey_json_text(report));
}

}  // namespace
}  // namespace edge::probe::test
