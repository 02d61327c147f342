// The text of a report, as a technician sees it.
#include "common/report/text.hpp"

#include <gmock/gmock.h>

#include "common/report/describe.hpp"
#include "common/report/layout.hpp"
#include "tests/support/sample_reports.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

Report judged_vpn_report() {
  Report report = test::vpn_report();
  Verdict verdict;
  verdict.code = "host-does-not-pass-traffic";
  verdict.confidence = Confidence::likely;
  verdict.stage = "connect";
  verdict.cause = "The host (172.18.0.1) takes the module network's packets but nothing beyond it "
                  "ever answers.";
  verdict.evidence = {1, 3, 4, 5, 7};
  verdict.fix = "Disconnect the VPN.\nThen run the agent again.";
  verdict.masks = {"tls-no-answer"};
  verdict.separate_by = "Run the probe on the host.";
  verdict.guide = "IoT Edge agent stops after a minute";
  report.verdicts = {verdict};
  return report;
}

constexpr const char* kVpnText =
    R"(2017-11-28 18:46:19 [INF] - Starting module management agent.
2017-11-28 18:46:19 [INF] - Edge agent attempting to connect to IoT Hub via AMQP...
2017-11-28 18:46:49 [INF] - Edge agent attempting to connect to IoT Hub via AMQP over WebSocket...

edgeprobe 0.1.0, profile agent-2017: hub.test from here

  #         at  via      stage      result        took  what was seen
  2    0.000 s  amqp     resolve    ok          0.8 ms  hub.test is 203.0.113.10, from 127.0.0.11
  5    0.001 s  amqp     connect    TIMED OUT   30.0 s  203.0.113.10:5671 no answer

  6   30.000 s  amqp-ws  resolve    ok          0.6 ms  hub.test is 203.0.113.10, from 127.0.0.11
  7   30.001 s  amqp-ws  connect    TIMED OUT   30.0 s  203.0.113.10:443 no answer

Beside the attempts
  1  host: container (docker), eth0 172.18.0.2/16 mtu 1500, gateway 172.18.0.1, name server
     127.0.0.11
  3  path to 5671: 172.18.0.1 (0.4 ms) > silence from hop 2 on
  4  path to 443: 172.18.0.1 (0.4 ms) > silence from hop 2 on

VERDICT       host-does-not-pass-traffic  (error, likely)
  Cause       The host (172.18.0.1) takes the module network's packets but nothing beyond it ever
              answers.
  Evidence    1, 3, 4, 5, 7
  Fix         Disconnect the VPN.
              Then run the agent again.
  To be sure  Run the probe on the host.
  Hidden      whatever comes after connect: it could not be looked at
  Guide       "IoT Edge agent stops after a minute" in Microsoft's "Solutions to common issues for
              Azure IoT Edge"

Identity      checked
End           got as far as resolve (asked for: link); the agent would give up after 60 s; exit code
              1
)";

TEST(ReportText, TheDocumentedFailure) { EXPECT_EQ(report_text(judged_vpn_report()), kVpnText); }

TEST(ReportText, TheLogIsLeftOutWhenItHasBeenShown) {
  const std::string text = report_text(judged_vpn_report(), {.log = false});
  EXPECT_THAT(text, Not(HasSubstr("[INF]")));
  EXPECT_THAT(text, HasSubstr("host-does-not-pass-traffic"));
}

TEST(ReportText, NotRunIsNeverShownAsFine) {
  Report report = test::bare_report();
  report.evidence = {{1, "amqp", "cbs", Outcome::skipped, "no credentials", {}, {}, {}, {}}};
  report.identity_note = "no credentials";
  const std::string text = report_text(report);
  EXPECT_THAT(text, ContainsRegex("cbs +not run +no credentials"));
  EXPECT_THAT(text, HasSubstr("Identity      not checked: no credentials"));
}

TEST(ReportText, ADegradedSuccessShowsTheWarningFirst) {
  Report report = test::full_report();
  report.exit_code = 0;
  report.attempts.push_back({"amqp-ws", "link", Outcome::ok, 30s, 30120ms, true});
  report.reached = "link";
  report.agent_exit = 30120ms;
  report.ended = 30120ms;
  report.verdicts[0].severity = Severity::warning;
  const std::string text = report_text(report);
  EXPECT_LT(text.find("VERDICT       tls-no-answer  (warning, possible, via amqp)"),
            text.find("ALSO          connected  (info, certain)"));
  EXPECT_THAT(text, HasSubstr("the agent would be connected after 30.1 s;"));
}

TEST(ReportText, TheEndSaysNoMoreThanTheRunDid) {
  Report report = test::bare_report();
  report.agent_exit = 30011ms;
  report.ended = 30012ms;
  EXPECT_THAT(report_text(report), HasSubstr("passed no stage"));
  EXPECT_THAT(report_text(report), Not(HasSubstr("diagnosis")));
  report.attempts = {{"amqp", "amqp-open", Outcome::ok, {}, 80ms}};
  report.reached = "amqp-open";
  report.exit_code = 1;  // --warnings-as-errors
  report.ended = 31s;
  const std::string text = report_text(report, {.width = 500});
  EXPECT_THAT(text, HasSubstr("the agent would get on, as far as it was asked, after 30.0 s, the "
                              "diagnosis took until 31 s"));
}

TEST(ReportText, LongListsAndTextsAreCut) {
  Report report = test::bare_report();
  ResolveDetail resolved{"hub.test", "dns", {}, {}, {}};
  ConnectDetail tried;
  for (int i = 0; i < 59; ++i) {
    resolved.addresses.push_back(boost::asio::ip::make_address("203.0.113." + std::to_string(i)));
    tried.tries.push_back({{resolved.addresses.back(), 5671}, Answer::reset, {}, {}, {}, {}, {}});
  }
  ProxyDetail proxy;
  proxy.status = 403;
  proxy.reason = std::string(15000, 'x');
  const auto seen = [](Detail detail) {
    return describe({1, "amqp", "x", Outcome::failed, "", {}, {}, {}, std::move(detail)});
  };
  EXPECT_THAT(seen(resolved), HasSubstr("203.0.113.2, (55 more), 203.0.113.58"));
  EXPECT_THAT(seen(tried), HasSubstr("; (55 more); 203.0.113.58:5671 refused"));
  EXPECT_LT(seen(proxy).size(), 300u);
}

TEST(ReportText, LinesStayWithinTheWidth) {
  for (const Report& report : {test::full_report(), test::bare_report(), judged_vpn_report()}) {
    std::istringstream lines(report_text(report));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
  }
}

TEST(Describe, Hops) {
  const auto at = [](int ttl, Answer answer, const char* from, int type) {
    const IpAddress address = boost::asio::ip::make_address(from);
    const auto code = static_cast<std::uint8_t>(type == 11 ? 0 : 13);
    return Hop{ttl, answer, address, IcmpError{static_cast<std::uint8_t>(type), code, address},
               1ms};
  };
  const Hop silence{2, Answer::silence, {}, {}, {}};
  PathDetail path;
  EXPECT_EQ(words_on(path), "not traced");
  path.hops = {{1, Answer::silence, {}, {}, {}}, silence};
  EXPECT_EQ(words_on(path), "silence (2 hops asked)");
  path.hops = {at(1, Answer::icmp, "192.168.1.1", 11), silence,
               at(3, Answer::icmp, "198.51.100.1", 3)};
  EXPECT_EQ(words_on(path),
            "192.168.1.1 (1.0 ms) > * > rejected, ICMP 3/13 from 198.51.100.1 (1.0 ms)");
  path.hops = {at(1, Answer::reset, "203.0.113.10", 0)};
  EXPECT_EQ(words_on(path), "reset (1.0 ms)");
}

TEST(Layout, DurationsAndParagraphs) {
  EXPECT_EQ(human_duration(400us), "0.4 ms");
  EXPECT_EQ(human_duration(30s), "30 s");
  EXPECT_EQ(human_duration(30120ms), "30.1 s");
  EXPECT_EQ(wrapped("one two three", 2, 9), "one two\n  three");
  EXPECT_EQ(wrapped("a\nb c", 1, 80), "a\n b c");
  EXPECT_EQ(wrapped("averylongword b", 0, 5), "averylongword\nb");
  EXPECT_EQ(wrapped("", 3, 80), "");
}

TEST(ReportText, WhatATerminalWouldObeyIsEscaped) {
  Report report = judged_vpn_report();
  report.host = "hub\x1b]0;owned\x07";
  report.log[0].text = "a\x1b[2Jb\xff";
  report.identity_note = "c\x1b[31md";
  report.verdicts[0].cause = "e\x9b" "31mf";
  report.host_verdict = "g\rh";
  const auto text = report_text(report);
  for (const char c : text) EXPECT_TRUE(c == '\n' || (c >= ' ' && c <= '~')) << int(c);
  EXPECT_THAT(text, HasSubstr("hub\\x1b]0;owned\\x07 from here"));
  EXPECT_THAT(text, HasSubstr("a\\x1b[2Jb\\xff"));
}

TEST(ReportText, AnInterruptedRunSaysSoAndMarksItsVerdict) {
  Report report = judged_vpn_report();
  report.interrupted = report.verdicts[0].provisional = true;
  report.ended = 12s;
  EXPECT_THAT(report_text(report), HasSubstr("(error, likely, provisional)"));
  EXPECT_THAT(report_text(report, {.width = 200}),
              HasSubstr("interrupted after 12 s: got as far as resolve (asked for: link); exit "
                        "code 1"));
  report.verdicts.clear();
  EXPECT_THAT(report_text(report, {.width = 200}), HasSubstr(", before a verdict; exit code 1"));
}

TEST(ReportText, ASurveyTellsThatTheAskedForPortWasNotReached) {
  Report report = judged_vpn_report();
  report.targets = {{"amqp", 8883, "", true}, {"amqp-ws", 443, ""}};
  report.attempts.back().outcome = Outcome::ok;
  EXPECT_THAT(report_text(report, {.width = 200}),
              HasSubstr("not by port 8883 that was asked for"));
}

}  // namespace
}  // namespace edge
