// The agent of the public preview, whose two attempts and silent exit the troubleshooting guide
// describes. Source: iotedge 03c94f85d0 (2017-11-21, preview014), edge-agent/src:
// Agent.IoTHub/DeviceClient.cs (order, 30000 ms, log lines), Edge.Util/Fallback.cs (no delay),
// Agent.Service/Program.cs (exit 1, nothing logged); azure-iot-sdk-csharp d2b276214 (2017-11-07),
// device/Microsoft.Azure.Devices.Client: TaskHelpers.cs (the wall), RetryDelegatingHandler.cs and
// ExponentialBackoff.cs (tries), ErrorDelegatingHandler.cs (what is transient),
// AmqpErrorMapper.cs (conditions); azure-amqp 8b30f90 (2.0.6).
#include "probe/profiles/rows.hpp"

namespace edge::probe {
namespace {

/// ErrorDelegatingHandler looks for exact types in the chain of exceptions: SocketException,
/// IOException, TimeoutException, OperationCanceledException and the hub's throttling.
constexpr FailureRow kFailures2017[] = {
    // .NET Core 2.0 on Linux has a subclass of SocketException inside the WebSocket's, which is
    // none of those types; the AMQP transport builds a plain one.
    {"resolve", "*", Retry::soon, "amqp", "SocketException, TcpTransportInitiator.cs"},
    {"connect", "*", Retry::soon, "amqp", "SocketException, TcpTransportInitiator.cs"},
    {"resolve", "*", Retry::never, "amqp-ws", "WebSocketException, ExtendedSocketException"},
    {"connect", "*", Retry::never, "amqp-ws", "WebSocketException, ExtendedSocketException"},
    {"proxy", "*", Retry::never, "", "WebSocketException"},
    {"tls", "certificate", Retry::never, "", "AuthenticationException, TlsTransport.cs"},
    {"tls", "alert", Retry::never, "", "AuthenticationException with OpenSSL's inside"},
    {"tls", "*", Retry::soon, "", "IOException, SslStream"},
    {"websocket", "ECONNRESET", Retry::soon, "", "IOException inside the WebSocketException"},
    {"websocket", "*", Retry::never, "", "WebSocketException"},
    {"amqp-open", "ECONNRESET", Retry::soon, "", "IOException, AsyncIO.cs"},
    {"amqp-open", "com.microsoft:timeout", Retry::soon, "", "TimeoutException, AmqpErrorMapper.cs"},
    {"amqp-open", "com.microsoft:device-container-throttled", Retry::throttled, "",
     "IotHubThrottledException, AmqpErrorMapper.cs"},
    {"amqp-open", "*", Retry::never, "", "IotHubException: forced, decode-error, by condition"},
    // What is under way when the connection goes is aborted (AmqpObject.cs:520-531).
    {"cbs", "EOF", Retry::soon, "", "OperationCanceledException, AmqpObject.cs"},
    {"cbs", "ECONNRESET", Retry::soon, "", "OperationCanceledException, AmqpObject.cs"},
    {"cbs", "status-*", Retry::never, "", "UnauthorizedException and others, AmqpCbsLink.cs:279"},
    {"cbs", "amqp.*", Retry::never, "", "an answer that is none: IotHubException"},
    {"cbs", "*", Retry::soon, "", "OperationCanceledException after a CLOSE, AmqpObject.cs"},
    {"link", "EOF", Retry::soon, "", "OperationCanceledException, AmqpObject.cs"},
    {"link", "ECONNRESET", Retry::soon, "", "OperationCanceledException, AmqpObject.cs"},
    {"link", "com.microsoft:timeout", Retry::soon, "", "TimeoutException, AmqpErrorMapper.cs"},
    {"link", "com.microsoft:device-container-throttled", Retry::throttled, "",
     "IotHubThrottledException, AmqpErrorMapper.cs"},
    {"link", "*", Retry::never, "", "by condition, AmqpErrorMapper.cs:157-229"},
};

}  // namespace

Profile agent_2017() {
  using namespace std::chrono_literals;
  return {
      .name = "agent-2017",
      .what = "AMQP for 30 s, then AMQP over WebSocket for 30 s, then exit 1",
      .transports = {"amqp", "amqp-ws"},
      .log_names = {{"amqp", "AMQP"}, {"amqp-ws", "AMQP over WebSocket"}},
      .attempt_timeout = 30s,
      // A timer beside the work; the work is never cancelled (DeviceClient.cs:883-904).
      .budget = Budget::wall,
      // Two links share a session behind a semaphore; when the connection of the first fails, the
      // second opens its own (IotHubConnection.cs:187-212).
      .connections_of_a_try = 2,
      .retry = {.minimum = 100ms, .growth = 100ms, .maximum = 10s},
      .throttled = {.minimum = 10s, .growth = 5s, .maximum = 60s},
      .failures = kFailures2017,
      // No idle-time-out (IotHubConnection.cs:287-292).
      .open = {.max_frame_size = 65536, .channel_max = 8191},
      .session = {.token_type = "azure-devices.net:sastoken",  // IotHubSingleTokenConnection.cs
                  .token_names_hub = true,
                  .cbs_links_at_once = true,
                  .sender_name = "",
                  .receives_messages = true},
      .product_info = "Microsoft.Azure.Devices.Client/1.6.0-preview-001 (edgeprobe)",
      .api_version = "",
      .websocket_path = "/$iothub/websocket?iothub-no-client-cert=true",
      .token_lifetime = 1h,
      .c_library = CLibrary::glibc,  // Debian's
      .start_lines = {"Starting module management agent."},
      .attempt_line = "Edge agent attempting to connect to IoT Hub via {0}...",
      .connected_line = "Edge agent connected to IoT Hub via {0}.",
      .failure_exit = 1,
      .restart_command = "iotedgectl restart",
      .change_credentials =
          "run `iotedgectl setup --connection-string ...` with the new connection string",
  };
}

}  // namespace edge::probe
