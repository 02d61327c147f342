// What has changed, and what a fleet shares: over surveys as data.
#include <gmock/gmock.h>

#include "common/files/named_file.hpp"
#include "probe/survey_compare/diff.hpp"
#include "probe/survey_compare/recorded.hpp"
#include "probe/survey_compare/rollup.hpp"
#include "tests/probe/survey_output/sample_survey.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> told(const SurveyDiff& diff) {
  std::vector<std::string> list;
  for (const Change& change : diff.changes) {
    list.push_back(std::string(name_of(change.direction)) + " " + change.endpoint + " " +
                   change.what);
  }
  return list;
}

SurveyDiff diff_of_one(const SurveyCheck& older, const SurveyCheck& newer) {
  return diff_of(survey_of({older}), survey_of({newer}));
}

const SurveyCheck kOpen = passed("a", "a.test", 443), kShut = blocked("a", "a.test", 443);

TEST(Diff, NothingChangedIsSaidSo) {
  EXPECT_THAT(diff_of_one(kOpen, kOpen).changes, IsEmpty());
  EXPECT_THAT(diff_text(diff_of_one(kOpen, kOpen), 80), HasSubstr("Nothing has changed"));
}

TEST(Diff, WhatIsNotReachedAnyMoreIsWorse) {
  EXPECT_THAT(told(diff_of_one(kOpen, kShut)), ElementsAre("worse a reached"));
  EXPECT_TRUE(is_worse(diff_of_one(kOpen, kShut)));
  EXPECT_THAT(told(diff_of_one(kShut, kOpen)), ElementsAre("better a reached"));
  EXPECT_FALSE(is_worse(diff_of_one(kShut, kOpen)));
}

TEST(Diff, AnotherPlaceCauseOrAuthorityIsTold) {
  auto elsewhere = kShut, otherwise = kShut, inspected = kOpen, moved = kOpen, slow = kOpen;
  elsewhere.place = "10.0.0.1 (hop 3)";
  otherwise.verdict = "connection-refused";
  inspected.issuer = "CN=Site Inspection";
  moved.addresses = {"10.1.1.1"};
  slow.took = 900ms;
  EXPECT_THAT(told(diff_of_one(kShut, elsewhere)), ElementsAre("other a place"));
  EXPECT_THAT(told(diff_of_one(kShut, otherwise)), ElementsAre("other a verdict"));
  EXPECT_THAT(told(diff_of_one(kOpen, inspected)), ElementsAre("other a issuer"));
  EXPECT_THAT(told(diff_of_one(kOpen, moved)), ElementsAre("other a addresses"));
  EXPECT_THAT(told(diff_of_one(kOpen, slow)), ElementsAre("worse a time"));
}

TEST(Diff, OfTheCatalogueOnlyWhatFailsIsWorse) {
  const auto none = survey_of({});
  EXPECT_THAT(told(diff_of(none, survey_of({kOpen}))), ElementsAre("other a added"));
  EXPECT_THAT(told(diff_of(none, survey_of({kShut}))), ElementsAre("worse a added"));
  EXPECT_THAT(told(diff_of(survey_of({kShut}), none)), ElementsAre("other a removed"));
}

TEST(Rollup, NamesWhatTheSitesWithACauseShareAndTheOthersDoNot) {
  Rollup rollup;
  for (int i = 0; i < 30; ++i) {
    SurveyReport report = survey_of({i < 10 ? kShut : kOpen});
    report.site = "site " + std::to_string(i);
    report.name_servers = {i < 10 ? "10.0.0.53" : "10.0.0.54"};
    rollup.add(report, "");
  }
  const FleetRollup result = rollup.result();
  EXPECT_EQ(result.without_findings, 20);
  ASSERT_EQ(result.causes.size(), 1u);
  const CauseCluster& cause = result.causes.front();
  EXPECT_EQ(cause.verdict, "network-drops-everything");
  EXPECT_EQ(cause.reports, 10);
  std::vector<std::string> shared;
  for (const SharedElement& element : cause.shared) {
    shared.push_back(element.kind + " " + element.value);
  }
  EXPECT_THAT(shared, ElementsAre("name server 10.0.0.53",
                                  "place what is at or behind 192.168.1.1 (hop 2)"));
}

TEST(Recorded, ARunIsASurveyOfItsHub) {
  const std::string path = EDGE_SOURCE_DIR "/tests/reports/everything-dropped-lab.json";
  const auto survey = recorded_rows(read_named_file(path, {1 << 20}), "r.json");
  ASSERT_EQ(survey.checks.size(), 1u);
  EXPECT_EQ(survey.checks.front().verdict, "network-drops-everything");
  EXPECT_EQ(survey.checks.front().result, CheckResult::failed);
}

}  // namespace
}  // namespace edge::probe::test
