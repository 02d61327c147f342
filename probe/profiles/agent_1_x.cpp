// The edge agents of IoT Edge 1.5 and 1.6. Sources of 1.6: iotedge 1.6.1 fbd3acb89d,
// Agent.IoTHub/ModuleClientProvider.cs (order, 30000 ms, pairs again and again, log lines);
// azure-iot-sdk-csharp 639cf3bc4 (1.43.0-edgeLts), iothub/device/src: RetryDelegatingHandler.cs
// (tries; the wait between two knows no cancellation), ErrorDelegatingHandler.cs and
// AmqpIotErrorAdapter.cs (what is transient); azure-amqp 2.6.9. No C# file of the agent differs in
// 1.5.44 91030d66bb; its SDK does: azure-iot-sdk-csharp lts_2024-03-29_patch10, azure-amqp 2.5.12.
#include "probe/profiles/rows.hpp"

namespace edge::probe {
namespace {

constexpr FailureRow kFailures1x[] = {
    // ErrorDelegatingHandler.cs: "Transient network error occurred, please retry."
    {"resolve", "*", Retry::soon, "", "SocketException, ErrorDelegatingHandler.cs"},
    {"connect", "*", Retry::soon, "", "SocketException, ErrorDelegatingHandler.cs"},
    {"proxy", "*", Retry::soon, "", "HttpRequestException, ErrorDelegatingHandler.cs"},
    {"tls", "certificate", Retry::never, "", "AuthenticationException, ErrorDelegatingHandler.cs"},
    {"tls", "alert", Retry::never, "", "AuthenticationException, ErrorDelegatingHandler.cs"},
    {"tls", "*", Retry::soon, "", "IOException, ErrorDelegatingHandler.cs"},
    {"websocket", "*", Retry::soon, "", "WebSocketException, ErrorDelegatingHandler.cs"},
    // What a status becomes: ConvertToException in AmqpCbsLink.cs, the same in both azure-amqp.
    {"cbs", "status-401", Retry::fatal, "", "UnauthorizedException, ModuleClientProvider.cs"},
    {"cbs", "status-403", Retry::soon, "", "AmqpIotResourceException: transfer-limit-exceeded"},
    {"cbs", "status-*", Retry::never, "", "DeviceNotFoundException and others"},
    // AmqpIotErrorAdapter.cs, of a DETACH, END or CLOSE alike.
    {"*", "com.microsoft:device-container-throttled", Retry::throttled, "",
     "IotHubThrottledException, AmqpIotErrorAdapter.cs"},
    {"*", "amqp:unauthorized-access", Retry::fatal, "",
     "UnauthorizedException, AmqpIotErrorAdapter.cs, ModuleClientProvider.cs"},
    {"*", "com.microsoft:timeout", Retry::soon, "", "TimeoutException, AmqpIotErrorAdapter.cs"},
    {"*", "amqp:internal-error", Retry::soon, "",
     "IotHubCommunicationException, AmqpIotErrorAdapter.cs"},
    {"*", "amqp:resource-locked", Retry::soon, "", "AmqpIotResourceException"},
    {"*", "amqp:connection:*", Retry::soon, "", "AmqpIotResourceException"},
    {"*", "amqp:session:*", Retry::soon, "", "AmqpIotResourceException"},
    {"*", "amqp:link:message-size-exceeded", Retry::never, "", "MessageTooLargeException"},
    {"*", "amqp:link:*", Retry::soon, "", "AmqpIotResourceException"},
    {"*", "EOF", Retry::soon, "", "IOException, ErrorDelegatingHandler.cs"},
    {"*", "ECONNRESET", Retry::soon, "", "IOException, ErrorDelegatingHandler.cs"},
    {"*", "timeout", Retry::soon, "", "TimeoutException, ErrorDelegatingHandler.cs"},
    {"*", "*", Retry::never, "", "by condition, AmqpIotErrorAdapter.cs"},
};

}  // namespace

Profile agent_1_6() {
  using namespace std::chrono_literals;
  return {
      .name = "agent-1.6",
      .what = "AMQP, then AMQP over WebSocket, 30 s and the last wait each, again and again",
      .transports = {"amqp", "amqp-ws"},
      .log_names = {{"amqp", "Amqp_Tcp_Only"}, {"amqp-ws", "Amqp_WebSocket_Only"}},
      .attempt_timeout = 30s,
      .budget = Budget::running_try,
      .connections_of_a_try = 1,
      .retry = {.minimum = 100ms, .growth = 100ms, .maximum = 10s, .between_starts = 1s},
      .throttled = {.minimum = 10s, .growth = 5s, .maximum = 60s, .between_starts = 1s},
      .failures = kFailures1x,
      .pairs = Backoff{.minimum = 2s, .growth = 4s, .maximum = 60s, .first_at_once = true},
      // The agent configures 60 s; azure-amqp puts half of that on the wire (Framing/Open.cs).
      .open = {.max_frame_size = 65536, .channel_max = 8191, .idle_timeout = 30s},
      .product_info = "edgeprobe (agent-1.6)",
      .api_version = "2020-09-30",
      .websocket_path = "/$iothub/websocket?iothub-no-client-cert=true",
      .token_lifetime = 1h,
      .c_library = CLibrary::musl,  // Alpine's, 1.2.5
      .start_lines = {"Initializing Edge Agent."},
      .proxy_line = "Detected proxy {0}",
      .attempt_line = "Edge agent attempting to connect to IoT Hub via {0}...",
      .connected_line = "Edge agent connected to IoT Hub via {0}.",
      .failed_line = "Error creating a device-to-cloud connection",
      .fatal_line = "Device client threw non-transient exception during setup",
      .log_form = LogForm::with_severity,
      .module = "$edgeAgent",
      .told_its_way = ToldWay::by_environment,
      .reads_proxy_variables = true,
      .edge_hub = "edgehub-1.6",
      .failure_exit = 1,
      .restart_command = "iotedge system restart",
      .change_credentials = "put the new credentials into /etc/aziot/config.toml and run `iotedge "
                            "config apply`",
  };
}

Profile agent_1_5() {
  using namespace std::chrono_literals;
  Profile profile = agent_1_6();
  profile.name = "agent-1.5";
  profile.what = "As agent-1.6, but a try that gets no answer lasts 60 s";
  // An open knows no cancellation: its own limit is the transport's default of a minute.
  profile.budget = Budget::between_tries;
  profile.try_timeout = 60s;
  profile.product_info = "edgeprobe (agent-1.5)";
  return profile;
}

// Sources, beside those of the agent: edge-hub/core/src, Hub.CloudProxy/CloudConnectionProvider.cs
// (AMQP alone unless UpstreamProtocol says otherwise), CloudConnection.cs (log lines);
// Hub.Service/DependencyManager.cs (CloudOperationTimeoutSecs, 20 s; a check every two minutes
// while it is disconnected).
Profile edge_hub_1_6() {
  using namespace std::chrono_literals;
  Profile profile = agent_1_6();
  profile.name = "edgehub-1.6";
  profile.what = "The edge hub: AMQP alone for 20 s, again every 2 minutes";
  profile.transports = {"amqp"};
  profile.log_names = {{"amqp", "AMQP"}, {"amqp-ws", "AMQP over WebSockets"}};
  profile.attempt_timeout = 20s;
  profile.pairs = Backoff{.minimum = 2min, .growth = 0s, .maximum = 2min};
  profile.product_info = "edgeprobe (edgehub-1.6)";
  profile.start_lines = {"Starting Edge Hub"};
  profile.attempt_line = "Attempting to connect to IoT Hub for client {1} via {0}...";
  profile.connected_line =
      "Created cloud proxy for client {1} via {0}, with client operation timeout 20 seconds.";
  profile.failed_line = "Error creating cloud connection for client {1}";
  profile.fatal_line = "";
  profile.module = "$edgeHub";
  profile.edge_hub = "";
  profile.restart_command = "iotedge restart edgeHub";
  return profile;
}

}  // namespace edge::probe
