// Reports as JSON: there and back without loss, and every malformed one refused with its place.
#include "common/report/json.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "common/report/timestamp.hpp"
#include "tests/support/sample_reports.hpp"

namespace edge {
namespace {

using Json = nlohmann::ordered_json;
using namespace std::chrono_literals;

TEST(ReportJson, SurvivesTheRoundTrip) {
  for (const Report& report : {test::full_report(), test::bare_report(), test::vpn_report()}) {
    const Json json = report_to_json(report);
    const Report again = report_from_json(json);
    EXPECT_EQ(report_to_json(again), json);
    EXPECT_EQ(again.evidence.size(), report.evidence.size());
  }
  const Report again = report_from_json(Json::parse(report_json_text(test::full_report())));
  EXPECT_EQ(again.attempts[1].end, 30123456789ns);
  const auto* tls = detail_of<TlsDetail>(again.evidence[4]);
  ASSERT_NE(tls, nullptr);
  EXPECT_EQ(tls->checked_at, test::full_report().started + 123456789ns);
  EXPECT_EQ(tls->defects.size(), 5u);
}

TEST(ReportJson, WhatIsNotKnownIsAbsent) {
  const Json json = report_to_json(test::bare_report());
  EXPECT_FALSE(json.contains("until"));
  EXPECT_FALSE(json["evidence"][0].contains("detail"));
  const auto tls = std::ranges::find_if(json["evidence"], [](const Json& evidence) {
    return evidence.contains("detail") && evidence["detail"]["kind"] == "tls";
  });
  ASSERT_NE(tls, json["evidence"].end());
  EXPECT_FALSE((*tls)["detail"].contains("alert"));
  EXPECT_FALSE((*tls)["detail"].contains("checked_at"));
  EXPECT_EQ(report_json_text(test::bare_report()).find("null"), std::string::npos);
}

TEST(ReportJson, TheSampleHasAFilledDetailOfEveryKind) {
  std::set<std::size_t> kinds;
  for (const Evidence& one : test::full_report().evidence) kinds.insert(one.detail.index());
  EXPECT_EQ(kinds.size(), std::variant_size_v<Detail>) << "tests/support/sample_reports.cpp";
}

TEST(ReportJson, UnitsAreInTheKeys) {
  const Json json = report_to_json(test::full_report());
  EXPECT_EQ(json["agent_exit_ms"], 60000.0);
  EXPECT_EQ(json["evidence"][2]["detail"]["tries"][0]["tcp"]["rtt_ms"], 1.2);
  EXPECT_EQ(json["started"], "2017-11-28T18:46:19Z");
}

struct Malformed {
  const char* pointer;
  Json value;
  const char* message;
};

TEST(ReportJson, RefusesWhatItCannotMeanWithThePlace) {
  const Malformed rows[] = {
      {"/schema_version", 1, "report.schema_version: is 1, this program reads 2"},
      {"/host", 7, "report.host: must be a string"},
      {"/started", "yesterday", "report.started: must be a time"},
      {"/exit_code", 1.5, "report.exit_code: must be an integer in range"},
      {"/exit_code", 4294967296, "report.exit_code: must be an integer in range"},
      {"/ended_ms", "60s", "report.ended_ms: must be a number of milliseconds"},
      {"/ended_ms", 1e300, "report.ended_ms: must be a number of milliseconds"},
      {"/extra", 1, "report.extra: is not a member of a report"},
      {"/attempts", 1, "report.attempts: must be an array"},
      {"/attempts/1/outcome", "late", "report.attempts[1].outcome: is none of the known names"},
      {"/evidence/1/peer", "here:1", "report.evidence[1].peer: must be an address and a port"},
      {"/evidence/1/detail/kind", "tea", "report.evidence[1].detail.kind: names no kind"},
      {"/evidence/1/detail/addresses/0", "300.1.1.1", "must be an IP address"},
      {"/evidence/1/detail", 1, "report.evidence[1].detail: must be an object"},
      {"/evidence/1/number", 1, "number 1 is there twice"},
      {"/evidence/4/detail/alert", "x", "report.evidence[4].detail.alert: must be an integer"},
      {"/evidence/3/detail/credentials_sent", 1, "must be true or false"},
      {"/verdicts/0/evidence/0", 99, "tls-no-answer cites evidence 99, which is not there"},
  };
  for (const Malformed& row : rows) {
    Json json = report_to_json(test::full_report());
    json[Json::json_pointer(row.pointer)] = row.value;
    try {
      report_from_json(json);
      FAIL() << row.pointer << " was taken";
    } catch (const std::invalid_argument& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr(row.message));
    }
  }
  EXPECT_THROW(report_from_json(Json::array()), std::invalid_argument);
  Json json = report_to_json(test::full_report());
  json.erase("profile");
  EXPECT_THROW(report_from_json(json), std::invalid_argument);
}

TEST(ReportJson, OnlyAnInterruptedReportSaysSo) {
  Report report = test::full_report();
  EXPECT_FALSE(report_to_json(report).contains("interrupted"));
  EXPECT_FALSE(report_from_json(report_to_json(report)).interrupted);
  report.interrupted = report.verdicts[0].provisional = true;
  const Json json = report_to_json(report);
  EXPECT_EQ(json["interrupted"], true);
  EXPECT_EQ(json["verdicts"][0]["provisional"], true);
  EXPECT_TRUE(report_from_json(json).interrupted);
  EXPECT_TRUE(report_from_json(json).verdicts[0].provisional);
}

TEST(ReportJson, OddBytesDoNotStopIt) {
  Report report = test::bare_report();
  report.verdicts[0].cause = "a\xff" "b";
  EXPECT_TRUE(Json::accept(report_json_text(report)));
}

TEST(Timestamp, ThereAndBack) {
  for (const auto* text : {"2017-11-28T18:46:19Z", "1970-01-01T00:00:00.5Z",
                           "2024-02-29T23:59:59.000000001Z", "1969-12-31T23:59:59.999Z"}) {
    const auto time = parse_iso(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(iso_text(*time), text);
  }
  for (const auto* text : {"", "2017", "2017-11-28", "2017-11-28T18:46:19", "2017-13-28T18:46:19Z",
                           "2023-02-29T00:00:00Z", "2017-11-28T24:00:00Z", "2017-11-28T18:46:19.Z",
                           "2017-11-28T18:46:19.1234567891Z", "2017-11-28T18:46:19Zx",
                           "9999-01-01T00:00:00Z", "2017-11-28T18:46:-1Z"}) {
    EXPECT_FALSE(parse_iso(text)) << text;
  }
}

}  // namespace
}  // namespace edge
