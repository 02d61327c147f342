// The agent of the public preview, whose two attempts and silent exit the troubleshooting guide
// describes. Source: iotedge e3d1dd98cc (2017-11-21), edge-agent/src: Agent.IoTHub/DeviceClient.cs
// (order, 30000 ms, log lines), Edge.Util/Fallback.cs (no retry, no delay), Agent.Service/
// Program.cs (exit 1, nothing logged). OPEN: azure-iot-sdk-csharp AmqpIotConnector.cs.
#include "probe/profiles/rows.hpp"

namespace edge::probe {

Profile agent_2017() {
  using namespace std::chrono_literals;
  return {
      .name = "agent-2017",
      .what = "AMQP for 30 s, then AMQP over WebSocket for 30 s, then exit 1",
      .transports = {"amqp", "amqp-ws"},
      .attempt_timeout = 30s,
      // The agent configures 60 s; azure-amqp puts half of that on the wire (Framing/Open.cs).
      .open = {.max_frame_size = 65536, .channel_max = 8191, .idle_timeout = 30s},
      .product_info = "edgeprobe (agent-2017)",
      .api_version = "2020-09-30",
      .websocket_path = "/$iothub/websocket",
      .token_lifetime = 1h,
      .start_lines = {"Starting module management agent."},
      .attempt_line = "Edge agent attempting to connect to IoT Hub via {}...",
      .connected_line = "Edge agent connected to IoT Hub via {}.",
      .failure_exit = 1,
      .restart_command = "iotedgectl restart",
      .change_credentials =
          "run `iotedgectl setup --connection-string ...` with the new connection string",
  };
}

}  // namespace edge::probe
