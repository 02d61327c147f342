// What one line, or a few, of each program and version come to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probe/logs/log_support.hpp"

namespace edge::probe {
namespace {

using test::codes_of;
using test::report_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string agent(std::string_view time, std::string_view text) {
  return "2019-05-10 " + std::string(time) + ".000 +00:00 [INF] - " + std::string(text) + "\n";
}

/// An agent of 1.0 that has tried both ways, with what its exception says.
std::string both_ways_fail(std::string_view exception) {
  return agent("10:00:00", "Version - 1.0.7.1.22377503 (f7c51d92)") +
         agent("10:00:00", "Edge agent attempting to connect to IoT Hub via Amqp_Tcp_Only...") +
         agent("10:00:03", "Edge agent attempting to connect to IoT Hub via "
                           "Amqp_WebSocket_Only...") +
         agent("10:00:04", "Error creating a device-to-cloud connection") +
         "IotHubCommunicationException: Transient network error occurred, please retry. ---> " +
         std::string(exception) + "\n";
}

TEST(Words, OfNetCoreUpTo2HaveNoNumbersAndThoseOfWindowsAreOthers) {
  const std::pair<const char*, const char*> rows[] = {
      {"SocketException: Connection refused", "connection-refused likely"},
      {"SocketException (0x80004005): Connection refused", "connection-refused likely"},
      {"SocketException: No connection could be made because the target machine actively refused "
       "it", "connection-refused likely"},
      {"SocketException: Connection timed out", "network-drops-everything possible"},
      {"SocketException: A connection attempt failed because the connected party did not properly "
       "respond after a period of time", "network-drops-everything possible"},
      {"SocketException: Network is unreachable", "no-route likely"},
      {"SocketException: No route to host", "host-unreachable possible"},
      {"ExtendedSocketException: Resource temporarily unavailable", "dns-no-answer possible"},
      {"ExtendedSocketException (00000001, 11): Resource temporarily unavailable",
       "dns-no-answer possible"},
      {"ExtendedSocketException: No such device or address", "dns-name-unknown likely"},
      {"SocketException: No such host is known", "dns-name-unknown likely"},
      {"SocketException: An existing connection was forcibly closed by the remote host",
       "tls-reset possible"},
      {"IOException:  Received an unexpected EOF or 0 bytes from the transport stream.",
       "tls-reset possible"},
      {"OpenSslCryptographicException: error:1408F10B:SSL routines:ssl3_get_record:wrong version "
       "number", "not-tls likely"},
      {"AuthenticationException: The remote certificate is invalid according to the validation "
       "procedure.", "certificate-untrusted-issuer possible"},
      {"(Device {\"Message\":\"{\\\"errorCode\\\":404001,\\\"trackingId\\\":\\\"a\\\"}\"} not "
       "registered)", "device-not-registered likely"},
  };
  for (const auto& [exception, code] : rows) {
    EXPECT_THAT(codes_of(report_of(both_ways_fail(exception))), ElementsAre(code)) << exception;
  }
}

std::string identityd(std::string_view text) {
  return "Nov 29 20:50:25 gw aziot-identityd[7]: 2026-11-29T20:50:25Z [ERR!] - " +
         std::string(text) + "\n";
}

TEST(Words, OfTheServicesThatAnswerAreNoNetworksFault) {
  const std::string wrapper = identityd("Failed to provision with IoT Hub, and no valid device "
                                        "backup was found: DPS client error");
  const std::pair<const char*, const char*> rows[] = {
      {"caused by: Unauthorized", "service-refuses-device likely"},
      {"caused by: {\"errorCode\":404204,\"message\":\"Registration not found.\"}",
       "service-refuses-device likely"},
      {"caused by: {\"Message\":\"ErrorCode:IotHubUnauthorizedAccess;Unauthorized\"}",
       "service-refuses-device likely"},
      {"caused by: HTTP response error: [401 Unauthorized] {\"errorCode\":401002,\"message\":"
       "\"Invalid certificate\"}", "service-refuses-device likely"},
      {"caused by: error trying to connect: unsuccessful tunnel (HTTP/1.1 407 Pro)",
       "proxy-credentials-missing likely"},
      {"caused by: error trying to connect: unsuccessful tunnel (HTTP/1.1 403 For)",
       "proxy-denies likely"},
      {"caused by: error trying to connect: Connection refused (os error 111)",
       "host-cannot-connect likely"},
  };
  for (const auto& [line, code] : rows) {
    EXPECT_THAT(codes_of(report_of(wrapper + identityd(line))), ElementsAre(code)) << line;
    EXPECT_THAT(codes_of(report_of(identityd(line))), ElementsAre(code)) << line;
  }
  const auto alone = report_of(wrapper);
  EXPECT_THAT(codes_of(alone), ElementsAre("not-provisioned likely"));
  EXPECT_THAT(alone.findings[0].cause, ::testing::Not(HasSubstr("network")));
}

TEST(Words, OfTheEnginesResolverAndOfIotedgeCheck) {
  const std::pair<const char*, const char*> rows[] = {
      {"time=\"2026-11-29T20:50:25Z\" level=error msg=\"[resolver] failed to query external DNS "
       "server\" error=\"i/o timeout\" question=\";contoso.azure-devices.net.\\tIN\\t A\"",
       "dns-forwarder-failure likely"},
      {"time=\"2026-11-29T20:50:25Z\" level=error msg=\"[resolver] failed to query external DNS "
       "server\" question=\";db.\\tIN\\t A\"", "dns-forwarder-failure possible"},
      {"time=\"2026-11-29T20:50:25Z\" level=warning msg=\"[resolver] connect failed: dial udp "
       "8.8.8.8:53: connect: network is unreachable\"", "dns-forwarder-failure possible"},
      {"\u00d7 container on the IoT Edge module network can connect to upstream AMQP port - Error\n"
       "    Container on the azure-iot-edge network could not connect to c.azure-devices.net:5671",
       "check-port-fails likely"},
      {"\u00d7 host can connect to and perform TLS handshake with iothub MQTT port - Error",
       "check-port-fails likely"},
  };
  for (const auto& [line, code] : rows) {
    EXPECT_THAT(codes_of(report_of(std::string(line) + "\n")), ElementsAre(code)) << line;
  }
  EXPECT_THAT(codes_of(report_of("\u221a container on the default network can connect to upstream "
                                 "AMQP port - OK\n")), IsEmpty());
}

TEST(Words, OfOnePortAloneDoNotTellOfAll) {
  for (const std::string transport : {"Mqtt_Tcp_Only", "Mqtt_WebSocket_Only", "Amqp_Tcp_Only"}) {
    const std::string log =
        agent("10:00:00", "Edge agent attempting to connect to IoT Hub via " + transport + "...") +
        agent("10:00:04", "Error creating a device-to-cloud connection");
    EXPECT_THAT(codes_of(report_of(log + "SocketException (111): Connection refused\n")),
                ElementsAre("hub-port-refused likely")) << transport;
    EXPECT_THAT(codes_of(report_of(log + "SocketException (110): Operation timed out\n")),
                ElementsAre("hub-port-silent possible")) << transport;
  }
}

TEST(Words, ThatTheOtherPortPassesIsSaidWhereItDid) {
  const std::string log = both_ways_fail("SocketException (111): Connection refused") +
                          "---> (Inner Exception #1) AuthenticationException: The remote "
                          "certificate is invalid because of errors in the certificate chain: "
                          "UntrustedRoot\n";
  const auto report = report_of(log);
  EXPECT_THAT(codes_of(report), ElementsAre("certificate-untrusted-issuer likely",
                                            "amqp-port-reset possible"));
  EXPECT_THAT(report.findings[1].cause, ::testing::Not(HasSubstr("passes")));
}

TEST(Words, WhatTheEdgeHubGotOverIsAWarning) {
  const std::string lost = agent("10:00:00", "Starting Edge Hub") +
                           agent("11:00:00", "Entering disconnected state") +
                           agent("11:00:20", "Error calling IotHub for connectivity test") +
                           "SocketException (113): Host is unreachable\n";
  const auto still = report_of(lost);
  EXPECT_THAT(codes_of(still), ElementsAre("host-unreachable possible"));
  const auto over = report_of(lost + agent("12:00:00", "Entering connected state"));
  EXPECT_THAT(codes_of(over), ElementsAre("host-unreachable possible warning"));
  EXPECT_THAT(codes_of(report_of(lost.substr(0, lost.find("SocketEx")) +
                                 agent("12:00:00", "Entering connected state"))),
              ElementsAre("edge-hub-offline likely warning"));
  const std::string scope = agent("11:00:00", "Encountered an error while refreshing the device "
                                              "scope identities cache. Will retry.");
  EXPECT_THAT(codes_of(report_of(scope)), ElementsAre("edge-hub-https-blocked likely"));
  EXPECT_THAT(codes_of(report_of(scope + agent("12:00:00", "Done refreshing device scope "
                                                           "identities cache."))),
              ElementsAre("edge-hub-https-blocked likely warning"));
}

TEST(Words, OfDaemonsSayWhatTheyGotOver) {
  const std::string pull = identityd("Get \"https://mcr.microsoft.com/v2/\": net/http: TLS "
                                     "handshake timeout");
  const auto pulled = report_of(pull + identityd("Successfully pulled image mcr.test/a:1"));
  EXPECT_THAT(codes_of(pulled), ElementsAre("registry-no-answer likely warning"));
  EXPECT_THAT(pulled.findings[0].seen, HasSubstr("a later line says that it works"));
  const std::string name = identityd("error trying to connect: dns error: failed to lookup address "
                                     "information: Temporary failure in name resolution");
  EXPECT_THAT(codes_of(report_of(name + identityd("Identity reconciliation complete."))),
              ElementsAre("host-dns-failure likely warning"));
  EXPECT_THAT(codes_of(report_of(identityd("Identity reconciliation complete.") + name)),
              ElementsAre("host-dns-failure likely"));
}

TEST(Words, OfTheNextFileTellWhatWasGotOver) {
  LogReader old("agent.log.1"), now("agent.log"), other("hub.log");
  test::read_in_pieces(old, both_ways_fail("SocketException: Connection refused"));
  test::read_in_pieces(now, agent("11:00:00", "Edge agent attempting to connect to IoT Hub via "
                                              "Amqp_Tcp_Only...") +
                            agent("11:00:01", "Edge agent connected to IoT Hub via "
                                              "Amqp_Tcp_Only."));
  test::read_in_pieces(other, agent("11:00:00", "Entering connected state"));
  EXPECT_THAT(codes_of(report_on({&now, &old})), ElementsAre("connection-refused likely warning"));
  EXPECT_THAT(codes_of(report_on({&old, &other})), ElementsAre("connection-refused likely"));
}

TEST(Words, AreNotNeededWhereWholeRoundsFail) {
  const auto attempt = [](std::string_view time, std::string_view via) {
    return agent(time, "Edge agent attempting to connect to IoT Hub via " + std::string(via));
  };
  const std::string log = attempt("10:00:10", "AMQP...") +
                          attempt("10:00:18", "AMQP over WebSocket...") +
                          attempt("10:00:20", "AMQP...");
  EXPECT_THAT(codes_of(report_of(log)), ElementsAre("path-inconclusive possible"));
  EXPECT_THAT(codes_of(report_of(log + agent("10:00:22", "Edge agent connected to IoT Hub via "
                                                         "AMQP."))), IsEmpty());
}

}  // namespace
}  // namespace edge::probe
