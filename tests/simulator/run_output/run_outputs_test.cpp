#include "simulator/run_output/outputs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "common/base/version.hpp"

namespace edge::sim {
namespace {

RunRecord passed() {
  RunRecord record;
  record.name = "everything-dropped";
  record.file = "scenarios/everything-dropped.yaml";
  record.why = "The documented case.";
  record.status = RunStatus::passed;
  record.verdict = "network-drops-everything";
  record.exit_code = 1;
  record.virtual_ms = 60000;
  record.real_ms = 4.25;
  record.trace = "0123456789abcdef";
  record.report = {{"profile", "agent-2017"}};
  return record;
}

RunRecord failed() {
  RunRecord record;
  record.name = "odd";
  record.file = "odd.yaml";
  record.why = "It fails.";
  record.status = RunStatus::failed;
  record.verdict = "connected";
  record.virtual_ms = 220.5;
  record.real_ms = 1;
  record.mismatches = {"the verdict is connected, expected <none> & \"no\"", "a second"};
  return record;
}

RunRecord error() {
  RunRecord record;
  record.name = "bad";
  record.error = "the worker process that ran it died";
  return record;
}

RunRecord not_run() {
  RunRecord record;
  record.name = "left";
  record.status = RunStatus::not_run;
  return record;
}

RunRecord odd_bytes() {
  RunRecord record = failed();
  record.name = "a\x1b[31m\xff";
  record.mismatches = {"b\x1b[2J\xc2\x9b"};
  record.notes = {"c\rd"};
  return record;
}

RunRecord late() {
  RunRecord record = passed();
  record.machine_late_ms = 512.4;
  record.unjudged_times = {"attempt 1 (amqp): ends at 5.6s, expected 5s within 650ms"};
  return record;
}

template <class Write>
std::string written(Write write) {
  std::ostringstream out;
  write(out);
  return out.str();
}

constexpr TextStyle kInFive{.elapsed_ms = 5.2};

TEST(TextOutput, SaysWhatTheMachineWasLateAndWhichTimesThatLeftUnjudged) {
  const TextStyle style{.world = "lab", .elapsed_ms = 5.2};
  EXPECT_EQ(written([&](auto& out) { write_text(out, {late()}, style); }),
            "ok     everything-dropped  network-drops-everything        60s lab      4.2 ms  "
            "+512 ms late\n"
            "       not judged, as the machine was late: attempt 1 (amqp): ends at 5.6s, expected "
            "5s within 650ms\n"
            "1 scenario: 1 ok, 0 failed, 1 without times as the machine was late; 60s of lab time "
            "in 5.2 ms\n");
}

TEST(TextOutput, OneLineEachThenWhatWasNotAsExpected) {
  EXPECT_EQ(written([](auto& out) { write_text(out, {passed(), failed(), error()}, kInFive); }),
            "ok     everything-dropped  network-drops-everything        60s virtual      4.2 ms\n"
            "FAIL   odd                 connected                     221ms virtual      1.0 ms\n"
            "       the verdict is connected, expected <none> & \"no\"\n"
            "       a second\n"
            "ERROR  bad                 -                                0s virtual      0.0 ms\n"
            "       the worker process that ran it died\n"
            "3 scenarios: 1 ok, 1 failed, 1 could not be run; 60.221s of virtual time in 5.2 ms\n");
}

TEST(TextOutput, SideBySideInTheLabTakesLessThanTheSum) {
  const TextStyle style{.world = "lab", .elapsed_ms = 60'500};
  const auto text = written([&](auto& out) { write_text(out, {passed(), passed()}, style); });
  EXPECT_THAT(text, testing::HasSubstr("60s lab      4.2 ms\n"));
  EXPECT_THAT(text, testing::HasSubstr("2 ok, 0 failed; 120s of lab time in 60.5 s\n"));
}

TEST(TextOutput, ColoursOnlyWhenAsked) {
  const auto plain = written([](auto& out) { write_text(out, {passed()}, {}); });
  const auto coloured = written([](auto& out) { write_text(out, {passed()}, {.colours = true}); });
  EXPECT_EQ(plain.find('\x1b'), std::string::npos);
  EXPECT_NE(coloured.find("\x1b[32mok"), std::string::npos);
}

TEST(TextOutput, WhatATerminalWouldObeyIsEscaped) {
  const auto text = written([](auto& out) { write_text(out, {odd_bytes()}, {}); });
  EXPECT_EQ(text.find_first_of("\x1b\r\xff\xc2"), std::string::npos) << text;
  EXPECT_THAT(text, testing::HasSubstr("FAIL   a\\x1b[31m\\xff  "));
}

TEST(TextOutput, WhatASignalLeftIsCounted) {
  EXPECT_EQ(written([](auto& out) { write_text(out, {passed(), not_run(), not_run()}, kInFive); }),
            "ok     everything-dropped  network-drops-everything        60s virtual      4.2 ms\n"
            "3 scenarios: 1 ok, 0 failed, 2 not run as a signal came; 60s of virtual time in "
            "5.2 ms\n");
}

TEST(JsonOutput, OddBytesDoNotStopIt) {
  const auto text = written([](auto& out) { write_json(out, {odd_bytes()}, "lab"); });
  EXPECT_EQ(nlohmann::json::parse(text)["scenarios"][0]["name"], "a\x1b[31m\xef\xbf\xbd");
}

TEST(JsonOutput, OnlyAnInterruptedRunSaysSo) {
  const auto json_of = [](const std::vector<RunRecord>& records) {
    return nlohmann::json::parse(written([&](auto& out) { write_json(out, records, "lab"); }));
  };
  EXPECT_FALSE(json_of({passed()}).contains("interrupted"));
  const auto json = json_of({passed(), not_run()});
  EXPECT_EQ(json["interrupted"], true);
  EXPECT_EQ(json["not_run"], 1);
  EXPECT_EQ(json["scenarios"][1]["status"], "not-run");
}

TEST(JsonOutput, CountsAndEveryRecord) {
  const auto json = nlohmann::json::parse(
      written([](auto& out) { write_json(out, {passed(), failed(), error(), late()}, "lab"); }));
  EXPECT_EQ(json["program"], "edgesim");
  EXPECT_EQ(json["version"], kVersion);
  EXPECT_EQ(json["world"], "lab");
  EXPECT_EQ(json["passed"], 2);
  EXPECT_EQ(json["without_times"], 1);
  EXPECT_EQ(json["scenarios"][3]["machine_late_ms"], 512.4);
  EXPECT_EQ(json["failed"], 1);
  EXPECT_EQ(json["errors"], 1);
  EXPECT_EQ(json["scenarios"][1]["mismatches"].size(), 2u);
}

TEST(JsonOutput, ARecordComesBackFromAWorkerAsItWas) {
  for (const auto& record : {passed(), failed(), error(), not_run(), late()}) {
    EXPECT_EQ(to_json(record_from_json(to_json(record))), to_json(record));
  }
}

TEST(JunitOutput, SaysWhichTimesWereNotJudged) {
  EXPECT_NE(written([](auto& out) { write_junit(out, {late()}); })
                .find("not judged, as the machine was late: attempt 1 (amqp): ends at 5.6s"),
            std::string::npos);
}

TEST(JunitOutput, FailuresAndErrorsAreToldApartAndTextIsEscaped) {
  EXPECT_EQ(written([](auto& out) { write_junit(out, {passed(), failed(), error(), not_run()}); }),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuite name=\"edgesim\" tests=\"4\" failures=\"1\" errors=\"1\" "
            "skipped=\"1\" time=\"0.005250\">\n"
            "  <testcase classname=\"scenarios\" name=\"everything-dropped\" "
            "file=\"scenarios/everything-dropped.yaml\" time=\"0.004250\">\n"
            "    <properties><property name=\"why\" value=\"The documented case.\"/>"
            "</properties>\n"
            "    <system-out>verdict network-drops-everything, agent's exit 1, 60000.000 ms of "
            "virtual time</system-out>\n"
            "  </testcase>\n"
            "  <testcase classname=\"scenarios\" name=\"odd\" file=\"odd.yaml\" "
            "time=\"0.001000\">\n"
            "    <properties><property name=\"why\" value=\"It fails.\"/></properties>\n"
            "    <failure message=\"the verdict is connected, expected &lt;none&gt; &amp; "
            "&quot;no&quot;\">\n"
            "odd.yaml: It fails.\n"
            "the verdict is connected, expected &lt;none&gt; &amp; &quot;no&quot;\n"
            "a second\n"
            "    </failure>\n"
            "    <system-out>verdict connected, agent's exit 0, 220.500 ms of virtual time"
            "</system-out>\n"
            "  </testcase>\n"
            "  <testcase classname=\"scenarios\" name=\"bad\" file=\"\" time=\"0.000000\">\n"
            "    <error message=\"the worker process that ran it died\"/>\n"
            "  </testcase>\n"
            "  <testcase classname=\"scenarios\" name=\"left\" file=\"\" time=\"0.000000\">\n"
            "    <skipped message=\"the run was interrupted\"/>\n"
            "  </testcase>\n"
            "</testsuite>\n");
}

}  // namespace
}  // namespace edge::sim
