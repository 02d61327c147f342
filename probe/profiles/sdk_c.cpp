// A device that uses Azure's C SDK by AMQP. Sources: azure-iot-sdk-c, iothub_client/src:
// iothub_client_retry_control.c (exponential back-off from 1 s, without end),
// iothubtransport_amqp_common.c (60 s for a device to change its state, 30 s for put-token),
// iothubtransport_amqp_connection.c (SASL MSSBCBS, channel-max and idle time-out); azure-uamqp-c,
// sasl_mssbcbs.c and cbs.c (both links at once); azure-c-shared-utility, socketio_berkeley.c
// (AF_INET, the first address, CONNECT_TIMEOUT of 10 s).
#include "probe/profiles/rows.hpp"

namespace edge::probe {

Profile sdk_c() {
  using namespace std::chrono_literals;
  return {
      .name = "sdk-c",
      .what = "A device with the C SDK: AMQP with SASL MSSBCBS, 60 s, again and again",
      .transports = {"amqp"},
      .log_names = {{"amqp", "AMQP"}, {"amqp-ws", "AMQP over WebSocket"}},
      .attempt_timeout = 60s,
      .budget = Budget::running_try,
      // No table: every failure ends the attempt, and the wait for the next counts as between two.
      .pairs = Backoff{.minimum = 500ms,
                       .growth = 500ms,
                       .maximum = 30s,
                       .first_at_once = true,
                       .jitter = false},
      .connect = {.timeout = 10s, .first_ipv4_alone = true},
      .open = {.max_frame_size = 4294967295, .channel_max = 65535, .idle_timeout = 240s},
      .session = {.sasl = "MSSBCBS", .cbs_links_at_once = true, .sender_name = "",
                  .put_token_timeout = 30s},
      .product_info = "edgeprobe (sdk-c)",
      .api_version = "",
      .websocket_path = "/$iothub/websocket",
      .token_lifetime = 1h,
      .start_lines = {},
      .attempt_line = "Connecting to IoT Hub via {0}...",
      .connected_line = "Connected to IoT Hub via {0}.",
      .module = "device",
      .told_its_way = ToldWay::by_program,
      .failure_exit = 1,
      .restart_command = "",
      .change_credentials = "give the device's program the new connection string",
  };
}

}  // namespace edge::probe
