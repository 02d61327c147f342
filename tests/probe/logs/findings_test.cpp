// From a log's lines to attempts and causes, as transcripts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/logs/attempt_patterns.hpp"
#include "probe/logs/log_causes.hpp"
#include "probe/logs/log_text.hpp"
#include "tests/probe/logs/log_support.hpp"

namespace edge::probe {
namespace {

using test::attempts_of;
using test::codes_of;
using test::report_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Of Microsoft's guide: "IoT Edge agent stops after a minute".
const std::string kGuide =
    "2017-11-28 18:46:19 [INF] - Starting module management agent.\n"
    "2017-11-28 18:46:19 [INF] - Version - 1.0.7516610 (03c94f85d0833a861a43c669842f0817924911d5)\n"
    "2017-11-28 18:46:19 [INF] - Edge agent attempting to connect to IoT Hub via AMQP...\n"
    "2017-11-28 18:46:49 [INF] - Edge agent attempting to connect to IoT Hub via AMQP over "
    "WebSocket...\n";

std::string at(std::string_view time, std::string_view text) {
  return "<6> 2026-11-29 " + std::string(time) + " +00:00 [INF] - " + std::string(text) + "\n";
}
std::string amqp(std::string_view time) {
  return at(time, "Edge agent attempting to connect to IoT Hub via Amqp_Tcp_Only...");
}
std::string websocket(std::string_view time) {
  return at(time, "Edge agent attempting to connect to IoT Hub via Amqp_WebSocket_Only...");
}
std::string failed(std::string_view time) {
  return at(time, "Error creating a device-to-cloud connection");
}
const std::string kVersion16 = at("20:00:00.000", "Version - 1.6.1.12345 (fbd3acb)");

TEST(LogFindings, OfTheGuidesLogTheFirstGapIsAllThatIsKnown) {
  const auto report = report_of(kGuide);
  EXPECT_EQ(report.files[0].generation, "agent-2017");
  EXPECT_THAT(attempts_of(report),
              ElementsAre("amqp 30000 ms next-way used-up", "amqp-ws log-ends"));
  EXPECT_THAT(codes_of(report), ElementsAre("path-inconclusive possible"));
  EXPECT_THAT(report.findings[0].others, ::testing::Contains("dns-name-unknown"));
  EXPECT_EQ(report.exit_code, 1);
}

TEST(LogFindings, ARestartAfterTheSecondAttemptTellsWhatItsGapSays) {
  const auto report = report_of(
      kGuide + "2017-11-28 18:46:50 [INF] - Starting module management agent.\n");
  EXPECT_THAT(attempts_of(report), ElementsAre("amqp 30000 ms next-way used-up",
                                               "amqp-ws 1000 ms restarted verdict"));
  EXPECT_THAT(codes_of(report), ElementsAre("connection-refused possible"));
}

TEST(LogFindings, TwoSilencesOf16) {
  const auto report = report_of(kVersion16 + amqp("20:00:01.000") + websocket("20:00:31.010") +
                                failed("20:01:01.020") + amqp("20:01:01.030"));
  EXPECT_EQ(report.files[0].generation, "agent-1.6");
  EXPECT_THAT(attempts_of(report),
              ElementsAre("amqp 30010 ms next-way silence", "amqp-ws 30010 ms failed silence",
                          "amqp log-ends"));
  EXPECT_THAT(codes_of(report), ElementsAre("network-drops-everything possible"));
  EXPECT_EQ(report.rounds, 2u);
  EXPECT_EQ(report.attempts[2].pause, Duration{std::chrono::milliseconds{10}});
}

TEST(LogFindings, TheSameGapIsReadByEachVersionsRules) {
  const auto of_version = [](std::string_view version) {
    return attempts_of(report_of(at("20:00:00.000", "Version - " + std::string(version)) +
                                 amqp("20:00:01.000") + websocket("20:01:01.000")))[0];
  };
  EXPECT_EQ(of_version("1.5.44"), "amqp 60000 ms next-way silence");
  EXPECT_EQ(of_version("1.6.1"), "amqp 60000 ms next-way throttled");
}

TEST(LogFindings, AFallbackThatConnectsIsAWarningAboutThePort) {
  const auto report = report_of(
      kVersion16 + amqp("20:00:01.000") + websocket("20:00:31.000") +
      at("20:00:31.400", "Edge agent connected to IoT Hub via Amqp_WebSocket_Only."));
  EXPECT_THAT(attempts_of(report),
              ElementsAre("amqp 30000 ms next-way silence", "amqp-ws 400 ms connected"));
  EXPECT_THAT(codes_of(report), ElementsAre("amqp-port-dropped-on-path possible warning"));
}

TEST(LogFindings, AnExceptionNamesTheCauseAndAConnectionAfterItMakesItAWarning) {
  const std::string log = kVersion16 + amqp("20:00:01.000") + websocket("20:00:36.000") +
                          failed("20:01:11.000") +
                          " ---> System.Net.Sockets.SocketException (0xFFFDFFFF): Name does not "
                          "resolve\n" + amqp("20:01:11.000");
  EXPECT_THAT(codes_of(report_of(log)), ElementsAre("dns-name-unknown likely"));
  const auto later = report_of(
      log + at("20:01:12.000", "Edge agent connected to IoT Hub via Amqp_Tcp_Only."));
  EXPECT_THAT(codes_of(later), ElementsAre("dns-name-unknown likely warning"));
  EXPECT_THAT(later.findings[0].seen, HasSubstr("connected after it"));
  EXPECT_EQ(later.exit_code, 1);
}

TEST(LogFindings, SilenceOnOnePortDoesNotGoWithAnAnswerOnTheOther) {
  const auto report = report_of(
      " ---> System.Net.Sockets.SocketException (110): Operation timed out\n"
      " ---> System.Net.WebSockets.WebSocketException: The server returned status code '404' when "
      "status code '101' was expected.\n");
  EXPECT_THAT(codes_of(report), ElementsAre("websocket-upgrade-refused likely",
                                            "amqp-port-dropped-on-path possible"));
}

TEST(LogFindings, OnePortRefusedAndOneSilent) {
  const auto report = report_of("SocketException (110): Operation timed out\n"
                                "SocketException (111): Connection refused\n");
  EXPECT_THAT(codes_of(report), ElementsAre("websocket-port-blocked possible"));
}

TEST(LogFindings, WrappersSayNothingBesideTheirCause) {
  const std::string wrapper = "TLS authentication error.\n";
  EXPECT_THAT(codes_of(report_of(wrapper)), ElementsAre("certificate-untrusted-issuer possible"));
  EXPECT_THAT(codes_of(report_of(wrapper + "RemoteCertificateNameMismatch\n")),
              ElementsAre("certificate-wrong-name likely"));
}

TEST(LogFindings, AnEdgeHubIsReadByItsOwnRules) {
  const std::string begin = "for client d/$edgeHub via AMQP...";
  const auto report = report_of(
      at("20:00:00.000", "Starting Edge Hub") +
      at("20:00:01.000", "Attempting to connect to IoT Hub " + begin) +
      at("20:00:21.000", "Error creating cloud connection for client d/$edgeHub") +
      at("20:02:21.000", "Attempting to connect to IoT Hub " + begin));
  EXPECT_THAT(attempts_of(report), ElementsAre("amqp 20000 ms failed silence", "amqp log-ends"));
  EXPECT_EQ(report.attempts[0].client, "d/$edgeHub");
  EXPECT_EQ(report.attempts[1].pause, Duration{std::chrono::minutes{2}});
  EXPECT_THAT(codes_of(report), ElementsAre("edge-hub-offline likely"));
}

TEST(LogFindings, AConnectionAloneIsNoFailure) {
  const auto report = report_of(
      kVersion16 + amqp("20:00:01.000") +
      at("20:00:01.300", "Edge agent connected to IoT Hub via Amqp_Tcp_Only."));
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_THAT(log_text(report, {}), HasSubstr("not that it holds"));
}

TEST(LogFindings, AClockThatGoesBackMakesNoGap) {
  const auto report = report_of(amqp("20:00:01.000") + websocket("19:00:00.000"));
  EXPECT_THAT(attempts_of(report), ElementsAre("amqp next-way", "amqp-ws log-ends"));
  EXPECT_EQ(report.files[0].backward, 1u);
}

TEST(LogFindings, OfTwoLogsEachSaysWhereItsLineIs) {
  LogReader agent("agent.log"), daemon("daemon.log");
  test::read_in_pieces(agent, "\nSocketException (11): Resource temporarily unavailable\n");
  test::read_in_pieces(daemon, "Bind for 0.0.0.0:443 failed: port is already allocated\n");
  const auto report = report_on({&agent, &daemon});
  EXPECT_THAT(codes_of(report),
              ElementsAre("port-taken-by-container likely", "dns-no-answer possible"));
  EXPECT_THAT(report.findings[1].seen, HasSubstr("agent.log:2: "));
  EXPECT_EQ(report.signatures[1].file, 2);
}

TEST(LogFindings, WhereTheWebSocketConnectsNotEveryPortIsRefused) {
  const auto report = report_of(
      kVersion16 + amqp("20:00:01.000") + failed("20:00:01.080") +
      "System.Net.Sockets.SocketException (111): Connection refused\n" +
      websocket("20:00:01.090") +
      at("20:00:01.790", "Edge agent connected to IoT Hub via Amqp_WebSocket_Only."));
  EXPECT_THAT(codes_of(report), ElementsAre("amqp-port-reset possible warning"));
}

TEST(LogFindings, TheHubsOwnWordsSayMoreThanTheLengthOfTheAttempt) {
  const auto report = report_of(kVersion16 + amqp("20:00:01.000") + failed("20:00:02.000") +
                                "UnauthorizedException: {\"errorCode\":401003}\n");
  EXPECT_THAT(codes_of(report), ElementsAre("cbs-refused possible"));
}

TEST(LogText, IsOneScreenWithTheCauseFirst) {
  std::string log = kVersion16;
  for (int round = 0; round < 200; ++round) {
    log += amqp("20:00:01.000") + websocket("20:00:36.000") + failed("20:01:11.000") +
           " ---> System.Net.Sockets.SocketException (111): Connection refused\n";
  }
  const auto text = log_text(report_of(log), {.width = 80});
  EXPECT_LT(std::ranges::count(text, '\n'), 40);
  EXPECT_LT(text.find("CAUSE         connection-refused"), text.find("400 attempts in 200 rounds"));
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end + 1) {
    end = text.find('\n', begin);
    EXPECT_LE(end - begin, 80u) << text.substr(begin, end - begin);
  }
}

TEST(LogText, NothingKnownIsNeverHealthy) {
  const auto text = log_text(report_of("Lorem ipsum\n"), {});
  EXPECT_THAT(text, HasSubstr("1 lines, 12 B"));
  EXPECT_THAT(text, HasSubstr("Nothing known was recognised"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("healthy")));
}

}  // namespace
}  // namespace edge::probe
