// Whose connection an exception is about: it names nobody, and the entry around it does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/logs/named_peer.hpp"
#include "tests/probe/logs/log_support.hpp"

namespace edge::probe {
namespace {

using test::codes_of;
using test::report_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string entry(std::string_view time, std::string_view text) {
  return "<6> 2026-11-29 " + std::string(time) + ".000 +00:00 [INF] - " + std::string(text) + "\n";
}

const std::string kResetBelow =
    " ---> System.Net.Sockets.SocketException (104): Connection reset by peer\n";
const std::string kRefusedBelow =
    " ---> System.Net.Sockets.SocketException (111): Connection refused\n";

/// An edge hub that is connected to its hub.
const std::string kEdgeHub =
    entry("20:00:00", "Starting Edge Hub") +
    entry("20:00:01", "Attempting to connect to IoT Hub for client d/$edgeHub via AMQP...") +
    entry("20:00:02", "Created cloud proxy for client d/$edgeHub via AMQP, with client operation "
                      "timeout 20 seconds.") +
    entry("20:00:03", "Entering connected state");

/// An agent that gets on by WebSocket, and through a proxy.
std::string agent_fails(const std::string& exceptions) {
  return entry("20:00:00", "Initializing Edge Agent.") +
         entry("20:00:00", "Detected proxy http://user:****@proxy.plant:3128/") +
         entry("20:00:01", "Edge agent attempting to connect to IoT Hub via "
                           "Amqp_WebSocket_Only...") +
         entry("20:00:05", "Error creating a device-to-cloud connection") +
         "IotHubCommunicationException: Transient network error occurred, please retry.\n"
         " ---> System.Net.WebSockets.WebSocketException (0x80004005): Unable to connect to the "
         "remote server\n" + exceptions;
}

TEST(WhoseConnection, TheEdgeHubIsTheServerOfModulesAndDevices) {
  const std::string closing = "Closing connection for device: d/opc, scope: ExceptionCaught, ";
  const std::string logs[] = {
      entry("20:10:00", closing) + kResetBelow,
      entry("20:10:00", "Disposing MessagingServiceClient for device Id d/opc because of exception "
                        "- System.IO.IOException: Unable to read data from the transport "
                        "connection: Connection reset by peer.") + kResetBelow,
      entry("20:10:00", "TLS handshake failed., System.Security.Authentication."
                        "AuthenticationException: The remote certificate is invalid because of "
                        "errors in the certificate chain: NotTimeValid"),
      entry("20:10:00", "TLS authentication error.") +
          " ---> Interop+Crypto+OpenSslCryptographicException: error:14094418:SSL routines:"
          "ssl3_read_bytes:tlsv1 alert unknown ca\n",
      entry("20:10:00", "Error validating token for leaf-7 with IoTHub") +
          "Microsoft.Azure.Devices.Client.Exceptions.DeviceNotFoundException: "
          "{\"errorCode\":404001,\"message\":\"DeviceNotFound\"}\n",
      entry("20:10:00", "Unable to authenticate device leaf-7 because of exception "
                        "Microsoft.Azure.Devices.Client.Exceptions.UnauthorizedException"),
  };
  for (const std::string& log : logs) {
    const auto report = report_of(kEdgeHub + log);
    EXPECT_THAT(codes_of(report), IsEmpty()) << log;
    EXPECT_GE(report.signatures.size(), 5u) << log;  // a note says whose it was
  }
}

TEST(WhoseConnection, BelowTheEdgeHubsOwnAttemptItIsItsOwn) {
  const auto report = report_of(
      kEdgeHub + entry("20:10:00", "Error creating cloud connection for client d/$edgeHub") +
      "IotHubCommunicationException: Transient network error occurred, please retry.\n" +
      kRefusedBelow);
  EXPECT_THAT(codes_of(report), ElementsAre("hub-port-refused likely"));
}

/// An agent whose connection stands.
const std::string kAgentConnected =
    entry("20:00:00", "Initializing Edge Agent.") +
    entry("20:00:01", "Edge agent attempting to connect to IoT Hub via Amqp_Tcp_Only...") +
    entry("20:00:02", "Edge agent connected to IoT Hub via Amqp_Tcp_Only.");

TEST(WhoseConnection, WhileItStandsOnlyWhatIsOfTheHubIsTheHubs) {
  const std::string cancelled = "System.Threading.Tasks.TaskCanceledException: A task was "
                                "canceled.\n";
  for (const std::string& log :
       {entry("21:00:00", "Error getting system resources") + cancelled,
        entry("21:00:00", "Error scraping endpoint http://172.18.0.3:9600/metrics - "
                          "HttpRequestException: Connection refused (172.18.0.3:9600)") +
            kRefusedBelow,
        entry("21:00:00", "Error uploading logs for module opc") +
            "HttpRequestException: Name does not resolve (store.blob.core.windows.net:443)\n"
            " ---> System.Net.Sockets.SocketException (0xFFFDFFFF): Name does not resolve\n"}) {
    EXPECT_THAT(codes_of(report_of(kAgentConnected + log)), IsEmpty()) << log;
  }
  EXPECT_THAT(codes_of(report_of(kAgentConnected +
                                 entry("21:00:00", "Error getting edge agent twin from IoTHub") +
                                 kRefusedBelow)),
              ElementsAre("hub-port-refused likely"));
  EXPECT_THAT(codes_of(report_of(kEdgeHub +
                                 entry("21:00:00", "Error sending messages to IotHub for device "
                                                   "d/opc") + cancelled)),
              ElementsAre("hub-port-silent possible"));
}

TEST(WhoseConnection, ModulesAndOtherProgramsHaveTheirOwn) {
  const char* logs[] = {
      "2026-11-29 20:00:20 Modbus module starting\nfail: ModbusSlave[0]\n"
      "      System.Net.Sockets.SocketException (111): Connection refused 192.168.1.30:502\n",
      "fail: ModbusSlave[0]\n"
      "      System.Net.Sockets.SocketException (110): Connection timed out\n",
      "2026-11-29 20:00:20,123 - root - INFO - starting\nTraceback (most recent call last):\n"
      "requests.exceptions.ConnectionError: HTTPConnectionPool(host='influxdb', port=8086): "
      "[Errno -2] Name or service not known\n",
      "2026-11-29T20:01:20.123Z fail: Plant.Writer[0] could not write\n"
      " ---> System.Net.Internals.SocketExceptionFactory+ExtendedSocketException (00000005, "
      "0xFFFDFFFF): Name or service not known\n",
      "SimulatedTemperatureSensor Main() started.\n"
      "Information: Trying to initialize module client using transport type [Amqp_Tcp_Only].\n"
      "Unhandled Exception: IotHubCommunicationException: Transient network error occurred, please "
      "retry. ---> System.Net.Sockets.SocketException: No such host is known\n",
      "opc-1  | System.Net.Sockets.SocketException (104): Connection reset by peer\n",
      "Nov 29 20:50:25 gateway mosquitto[12]: Name or service not known\n",
      "Nov 29 20:50:25 gw aziot-certd[7]: 2026-11-29T20:50:25Z [ERR!] - !!! caused by: error "
      "trying to connect: tcp connect error: Connection refused (os error 111)\n",
  };
  for (const std::string log : logs) {
    EXPECT_THAT(codes_of(report_of(log)), IsEmpty()) << log;
    EXPECT_THAT(codes_of(report_of(kEdgeHub + log)), IsEmpty()) << log;
  }
}

TEST(WhoseConnection, AnotherHostThatIsNamedIsNotTheHub) {
  const std::string exception = "System.Net.Sockets.SocketException (113): No route to host ";
  EXPECT_THAT(codes_of(report_of(exception + "[::ffff:10.0.0.5]:4840\n")), IsEmpty());
  EXPECT_THAT(codes_of(report_of(exception + "10.0.0.5:4840\n")), IsEmpty());
  EXPECT_THAT(codes_of(report_of(entry("20:00:00", "log of opc: \"" + exception + "a.b:1\""))),
              IsEmpty());
  EXPECT_THAT(codes_of(report_of(exception + "(contoso.azure-devices.net:443)\n")),
              ElementsAre("host-unreachable possible"));
  EXPECT_THAT(codes_of(report_of(exception + "10.0.0.5:5671\n")),
              ElementsAre("host-unreachable possible"));
}

TEST(WhoseConnection, TheProxysIsThatOfTheHostThatWasDetected) {
  const std::pair<const char*, const char*> rows[] = {
      {"Name does not resolve", " (0xFFFDFFFF): Name does not resolve"},
      {"Connection refused", " (111): Connection refused"},
      {"Network unreachable", " (101): Network unreachable"},
      {"Connection refused", ": Connection refused"},  // .NET Core 2.x
  };
  for (const auto& [text, socket] : rows) {
    const std::string inner = " ---> System.Net.Sockets.SocketException" + std::string(socket);
    for (const std::string place : {" (proxy.plant:3128)", ""}) {
      const std::string http = " ---> System.Net.Http.HttpRequestException: " + std::string(text);
      EXPECT_THAT(codes_of(report_of(agent_fails(http + place + "\n" + inner + "\n"))),
                  ElementsAre("proxy-unreachable likely")) << socket << place;
    }
  }
  const auto both = report_of(
      entry("20:00:00", "Edge agent attempting to connect to IoT Hub via Amqp_Tcp_Only...") +
      entry("20:00:01", "Edge agent attempting to connect to IoT Hub via "
                        "Amqp_WebSocket_Only...") +
      entry("20:00:05", "Error creating a device-to-cloud connection") + kRefusedBelow +
      "---> (Inner Exception #1) HttpRequestException: Connection refused (10.1.2.3:8080)\n" +
      kRefusedBelow);
  EXPECT_THAT(codes_of(both), ElementsAre("hub-port-refused likely", "proxy-unreachable likely"));
  const auto of_hub = report_of(agent_fails(
      " ---> System.Net.Http.HttpRequestException: Connection refused (contoso.azure-devices.net:"
      "443)\n" + kRefusedBelow));
  EXPECT_THAT(codes_of(of_hub), ElementsAre("hub-port-refused likely"));
}

TEST(WhoseConnection, WhatAWrapperNamesIsNoSecondCause) {
  const auto report = report_of(
      kEdgeHub + entry("21:00:00", "Encountered an error while refreshing the device scope "
                                   "identities cache. Will retry the operation in some time...") +
      "System.Net.Http.HttpRequestException: Connection refused (contoso.azure-devices.net:443)\n" +
      kRefusedBelow);
  EXPECT_THAT(codes_of(report), ElementsAre("edge-hub-https-blocked likely"));
}

TEST(WhoseConnection, TheDaemonsCallToItsEngineIsNotOneToTheHub) {
  const std::string daemon = "Nov 29 20:50:25 gw aziot-edged[9]: 2026-11-29T20:50:25Z [WARN] - ";
  const std::string logs[] = {
      daemon + "container runtime error\n"
      "Nov 29 20:50:25 gw aziot-edged[9]: Caused by:\n"
      "Nov 29 20:50:25 gw aziot-edged[9]:     0: error trying to connect: No such file or "
      "directory (os error 2)\n",
      daemon + "Could not initialize module runtime\n" + daemon +
          "\tcaused by: an error occurred trying to connect: Connection refused (os error 111)\n",
      daemon + "Could not list modules: Cannot connect to the Docker daemon at "
               "unix:///var/run/docker.sock. Is the docker daemon running?\n",
  };
  for (const std::string& log : logs) {
    EXPECT_THAT(codes_of(report_of(log)), ElementsAre("engine-not-running likely")) << log;
  }
  EXPECT_THAT(codes_of(report_of(daemon + "Hub client error\n" + daemon + "caused by: error trying "
                                 "to connect: Connection refused (os error 111)\n")),
              ElementsAre("host-cannot-connect likely"));
}

TEST(WhoseConnection, WhatIsPastedAloneIsTakenForTheHubsAndHedged) {
  EXPECT_THAT(codes_of(report_of(kRefusedBelow)), ElementsAre("hub-port-refused possible"));
  EXPECT_THAT(codes_of(report_of(" ---> System.Net.Sockets.SocketException (0xFFFDFFFF): Name does "
                                 "not resolve\n")),
              ElementsAre("dns-name-unknown possible"));
}

TEST(WhoseConnection, CollectorsTimesAreNotTheProgramsOwn) {
  const std::string stamp = "2026-11-29T20:50:26.123456789Z ";
  std::string log;
  for (const std::string line :
       {"<6> 2026-11-29 20:50:25.000 +00:00 [INF] - Error creating a device-to-cloud connection",
        "IotHubCommunicationException: Transient network error occurred, please retry.",
        " ---> System.Net.Sockets.SocketException (0xFFFDFFFF): Name does not resolve"}) {
    log += stamp + line + "\n";
  }
  EXPECT_THAT(codes_of(report_of(log)), ElementsAre("dns-name-unknown likely"));
}

std::string peer_in(std::string_view line) {
  const auto peer = named_peer(line);
  return peer ? peer->host + " " + std::to_string(peer->port) : "none";
}

TEST(NamedPeer, IsAHostWithItsPort) {
  const std::pair<const char*, const char*> rows[] = {
      {"Connection refused (contoso.azure-devices.net:443)", "contoso.azure-devices.net 443"},
      {"Name does not resolve (proxy:3128)", "proxy 3128"},
      {"refused 192.168.1.30:502", "192.168.1.30 502"},
      {"No route to host [::ffff:10.0.0.5]:4840\"", "::ffff:10.0.0.5 4840"},
      {"within 00:01:00 for object hub.azure-devices.net:5671.", "hub.azure-devices.net 5671"},
      {"HTTPConnectionPool(host='influxdb', port=8086): Max retries", "influxdb 8086"},
      {"GET http://influxdb:8086/ping", "influxdb 8086"},
      {"at 2026-11-29 20:50:25.100 +00:00 it failed", "none"},
      {"in TaskEx.cs:115", "none"},
      {"../ssl/statem/statem_clnt.c:1889: (certificate has expired)", "none"},
      {"error:14094418:SSL routines", "none"},
      {"StatusCode:500, at", "none"},
      {"Tracking ID:abc-G:10-TimeStamp:05/20/2026 10:01:48", "none"},
      {"a.b:99999", "none"},
      {"[:80", "none"},
      {":", "none"},
      {"]:80", "none"},
  };
  for (const auto& [line, expected] : rows) EXPECT_EQ(peer_in(line), expected) << line;
}

}  // namespace
}  // namespace edge::probe
