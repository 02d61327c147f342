// What a watch sends to a collector, and what becomes of it while there is none.
#include "probe/survey/survey_json.hpp"
#include "tests/probe/watch/watch_fixture.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST_F(WatchTest, ACollectorGetsEachReport) {
  Collector collector(world, kCollector);
  send_to_collector();
  options.collector->fields.emplace_back("x-key", Secret("s3cret-of-mine"));
  options.collector->resource = {{"service.name", "survey"}};
  begin();
  world.advance(66s);
  ASSERT_THAT(collector.requests, SizeIs(2));
  const HttpRequest& first = collector.requests.front();
  EXPECT_EQ(first.head.target, "/v1/metrics");
  EXPECT_EQ(first.head.field("host"), "192.0.2.7:4318");
  EXPECT_EQ(first.head.field("content-type"), "application/json");
  EXPECT_EQ(first.head.field("x-key"), "s3cret-of-mine");
  const auto sent = nlohmann::json::parse(first.body);
  const auto& attribute = sent["resourceMetrics"][0]["resource"]["attributes"][0];
  EXPECT_EQ(attribute["value"]["stringValue"], "survey");
  EXPECT_EQ(metric("edgeprobe_watch_reports_sent_total"), 2);
}

TEST_F(WatchTest, ACollectorThatHangsHoldsUpNothing) {
  const auto silent = world.listen(kCollector);
  send_to_collector();
  begin();
  world.advance(300s);
  EXPECT_EQ(metric("edgeprobe_watch_surveys_total"), 5);
  EXPECT_THAT(problems, ElementsAre(HasSubstr("sending to http://192.0.2.7:4318/v1/metrics: "
                                              "waiting for the collector's answer: ")));
  EXPECT_EQ(metric("edgeprobe_watch_reports_waiting"), 1);
  EXPECT_EQ(metric("edgeprobe_watch_reports_dropped_total"), 4) << "there is no spool";
}

TEST_F(WatchTest, WhatCouldNotBeSentIsSentWhenThereIsAWay) {
  options.spool = folder.path() / "spool";
  send_to_collector();
  begin();
  world.advance(200s);
  EXPECT_THAT(problems, ElementsAre(HasSubstr("connecting to 192.0.2.7:4318: ")));
  EXPECT_EQ(metric("edgeprobe_watch_reports_waiting"), 4);
  Collector collector(world, kCollector);
  world.advance(66s);
  ASSERT_THAT(collector.requests, SizeIs(5));
  EXPECT_LT(collector.time_of(0), collector.time_of(1));
  EXPECT_LT(collector.time_of(3), collector.time_of(4));
  EXPECT_EQ(metric("edgeprobe_watch_reports_waiting"), 0);
  EXPECT_THAT(problems.back(), HasSubstr("works again"));
}

TEST_F(WatchTest, AnotherProgramGoesOnWhereOneWasKilled) {
  options.spool = folder.path() / "spool";
  send_to_collector();
  {
    Spool left(options.spool, {});
    SurveyReport report;
    report.program_version = "0.1.0";
    report.catalogues = {"before"};
    left.add(survey_json_text(report), true);
  }
  Collector collector(world, kCollector);
  begin();
  EXPECT_THAT(collector.requests, SizeIs(2));
}

TEST_F(WatchTest, WhatTheCollectorRefusesIsNotSentAgainAndWhatItCannotTakeNowIs) {
  options.spool = folder.path() / "spool";
  send_to_collector();
  Collector collector(world, kCollector);
  collector.status = 400;
  begin();
  EXPECT_EQ(metric("edgeprobe_watch_reports_refused_total"), 1);
  EXPECT_THAT(problems, ElementsAre(HasSubstr("the collector answers 400 Bad Request")));
  collector.status = 503;
  world.advance(66s);
  EXPECT_EQ(metric("edgeprobe_watch_reports_waiting"), 1);
  collector.status = 200;
  world.advance(60s);
  EXPECT_THAT(collector.requests, SizeIs(4));
  EXPECT_EQ(metric("edgeprobe_watch_reports_sent_total"), 2);
}

TEST_F(WatchTest, WhatACollectorSaysIsOneHarmlessLine) {
  Collector collector(world, kCollector);
  collector.body = R"({"partialSuccess":{"errorMessage":"a\nb\u001b[31m"}})";
  send_to_collector();
  begin();
  EXPECT_THAT(problems, ElementsAre(testing::EndsWith("v1/metrics: a\\x0ab\\x1b[31m")));
}

TEST_F(WatchTest, AFileInTheSpoolThatIsNoReportIsTakenAway) {
  options.spool = folder.path() / "spool";
  { Spool(options.spool, {}).add("{\"checks\": [", true); }
  send_to_collector();
  Collector collector(world, kCollector);
  begin();
  EXPECT_THAT(problems.front(), HasSubstr("--spool: report 1: is no JSON, or is cut short"));
  EXPECT_THAT(collector.requests, SizeIs(1));
}

}  // namespace
}  // namespace edge::probe::test
