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

/// Of the longest that there are: addresses of IPv6, a host name of 253 bytes.
Report report_with_long_names() {
  Report report = test::bare_report();
  ConnectTry tried;
  tried.peer = {boost::asio::ip::make_address("2001:db8:1111:2222:3333:4444:5555:6666"), 5671};
  tried.answer = Answer::accepted;
  report.host = std::string(253, 'h');
  ResolveDetail resolved{report.host, "dns", {}, {tried.peer.address}, {}};
  report.evidence = {{1, "amqp", "connect", Outcome::ok, "", {}, {}, {}, ConnectDetail{{tried}}},
                     {2, "amqp", "resolve", Outcome::ok, "", {}, {}, {}, resolved}};
  report.verdicts[0].cause = "The name " + report.host + " cannot be resolved.";
  return report;
}

constexpr const char* kVpnText =
    R"(2017-11-28 18:46:19Z [INF] - Starting module management agent.
2017-11-28 18:46:19Z [INF] - Edge agent attempting to connect to IoT Hub via AMQP...
2017-11-28 18:46:49Z [INF] - Edge agent attempting to connect to IoT Hub via AMQP over WebSocket...

edgeprobe 0.1.0, profile agent-2017: hub.test from here

  1  host: container (docker), eth0 172.18.0.2/16 mtu 1500, gateway 172.18.0.1, name server
     127.0.0.11

  #         at  via      stage      result        took  what was seen
  2    0.000 s  amqp     resolve    ok          0.8 ms  hub.test is 203.0.113.10, from 127.0.0.11
  5    0.001 s  amqp     connect    TIMED OUT   30.0 s  203.0.113.10:5671 no answer

  6   30.000 s  amqp-ws  resolve    ok          0.6 ms  hub.test is 203.0.113.10, from 127.0.0.11
  7   30.001 s  amqp-ws  connect    TIMED OUT   30.0 s  203.0.113.10:443 no answer

Beside the attempts
  3  path to 5671: 172.18.0.1 (0.4 ms) > silence from hop 2 on
  4  path to 443: 172.18.0.1 (0.4 ms) > silence from hop 2 on

VERDICT       host-does-not-pass-traffic  (error, likely)
  Cause       The host (172.18.0.1) takes the module network's packets but nothing beyond it ever
              answers.
  Fix         Disconnect the VPN.
              Then run the agent again.
  Evidence    1, 3, 4, 5, 7
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
  report.attempt_timeout.reset();
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
  for (std::size_t width : {80u, 100u}) {
    for (const Report& report : {test::full_report(), test::bare_report(), judged_vpn_report(),
                                 report_with_long_names()}) {
      std::istringstream lines(report_text(report, {.log = false, .width = width}));
      for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), width) << line;
    }
  }
}

TEST(ReportText, ALongAddressStaysInOnePiece) {
  EXPECT_THAT(report_text(report_with_long_names()),
              HasSubstr("  1    0.000 s  amqp     connect    ok          0.0 ms\n     "
                        "[2001:db8:1111:2222:3333:4444:5555:6666]:5671 accepted\n"));
}

TEST(ReportText, NumbersAreReadFromOneOn) {
  const std::string text = report_text(test::vpn_report(), {.log = false});
  EXPECT_LT(text.find("\n  1  host:"), text.find("\n  2    0.000 s"));
}

TEST(ReportText, ASynThatWasRepeatedIsTold) {
  ConnectTry tried;
  tried.peer = {boost::asio::ip::make_address("203.0.113.10"), 443};
  tried.answer = Answer::accepted;
  tried.tcp.total_retrans = 0;
  EXPECT_EQ(words_on(ConnectDetail{{tried}}), "203.0.113.10:443 accepted");
  tried.tcp.total_retrans = 1;
  EXPECT_EQ(words_on(ConnectDetail{{tried}}),
            "203.0.113.10:443 accepted, the SYN repeated once");
  tried.tcp.total_retrans = 3;
  EXPECT_EQ(words_on(ConnectDetail{{tried}}),
            "203.0.113.10:443 accepted, the SYN repeated 3 times");
}

TEST(ReportText, TheAgentsEndIsNotToldWhereItsTimeWasReplaced) {
  Report report = test::vpn_report();
  report.verdicts = judged_vpn_report().verdicts;
  report.attempt_timeout = 5s;
  report.agent_exit = report.ended = 10s;
  const auto end = [&] { return report_text(report, {.log = false, .width = 500}); };
  EXPECT_THAT(end(), HasSubstr("; gave up after 10 s, with 5 s for an attempt, not the agent's "
                               "time; exit code"));
  EXPECT_THAT(end(), Not(HasSubstr("the agent would")));
  report.attempts.back().outcome = Outcome::ok;
  EXPECT_THAT(end(), HasSubstr("; as far as asked after 10 s, with 5 s for"));
  report.attempts.back().connected = true;
  EXPECT_THAT(end(), HasSubstr("; connected after 10 s, with 5 s for"));
}

TEST(ReportText, AConnectionThatIsKeptIsNoDiagnosis) {
  Report report = judged_vpn_report();
  report.attempts = {{"amqp", "hold", Outcome::ok, {}, 8300ms, true}};
  report.agent_exit = 300ms;
  report.ended = 8310ms;
  EXPECT_THAT(report_text(report, {.log = false, .width = 500}),
              HasSubstr("the agent would be connected after 300.0 ms, the connection was kept "
                        "until 8.3 s;"));
  report.attempts[0].stage = "link";
  report.ended = 310ms;  // closed
  EXPECT_THAT(report_text(report, {.log = false, .width = 500}),
              HasSubstr("the agent would be connected after 300.0 ms; exit code"));
}

TEST(ReportText, AConnectionThatIsLostIsNotGivenUp) {
  Report report = judged_vpn_report();
  report.attempts.back().connected = true;
  EXPECT_THAT(report_text(report, {.log = false, .width = 500}),
              HasSubstr("the agent would lose its connection after 60 s"));
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
  EXPECT_EQ(wrapped("averylongword b", 0, 5), "avery\nlongw\nord b");
  EXPECT_EQ(wrapped("a averylongword b", 2, 7), "a\n  avery\n  longw\n  ord b");
  EXPECT_EQ(wrapped("\u00e4\u00e4\u00e4", 0, 3), "\u00e4\n\u00e4\n\u00e4");
  EXPECT_EQ(longest_word("one three\ntwo"), 5u);
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
