#include "simulator/hub/amqp/amqp_personality.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "common/world/guid.hpp"
#include "common/base/check.hpp"
#include "common/iothub/hub_error.hpp"
#include "simulator/hub/hub_errors.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;

/// Seen of real hubs: azure-iot-sdk-node issue 1089 (OPEN), azure-iot-sdks issue 263 (SASL),
/// azure-iot-sdk-c traces (windows, credit, 1 MiB).
AmqpPersonality hub_v1() {
  return {.personality = HubPersonality::hub_v1,
          .container_prefix = "DeviceGateway_",
          .hostname = "localhost",
          .mechanisms = {"EXTERNAL", "MSSBCBS", "ANONYMOUS", "PLAIN"},
          .welcome = "Welcome!",
          .max_frame_size = 65536,
          .channel_max = 8191,
          .longest_idle = 240s,
          .idle_factor = 4,
          .window = 5000,
          .max_message_size = 1048576,
          .credit = 100,
          .errors = ErrorWords::json,
          .frames = {.flow_without_incoming_id = false, .handle_max = 262143, .heartbeats = true},
          .judges_tokens = true};
}

/// Seen in 2024 and 2025: go-amqp issue 326 (OPEN, FLOW), azure-iot-sdk-csharp issue 3487 (errors).
/// What is not known of it is as of the first.
AmqpPersonality hub_v2() {
  AmqpPersonality row = hub_v1();
  row.personality = HubPersonality::hub_v2;
  row.container_prefix = "";
  row.hostname = "";
  row.mechanisms = {"PLAIN", "ANONYMOUS", "MSSBCBS", "EXTERNAL"};
  row.welcome = "";
  row.max_frame_size = 65535;
  row.channel_max = 1024;
  row.errors = ErrorWords::json_g2;
  row.frames.flow_without_incoming_id = true;
  return row;
}

/// By edgeHub's sources (Azure/iotedge, Hub.Amqp: AmqpProtocolHead.cs, AmqpSettingsProvider.cs,
/// CbsNode.cs, LinkHandler.cs): its $cbs only parses a token; that it is no good shows at the link.
AmqpPersonality edgehub() {
  AmqpPersonality row = hub_v1();
  row.personality = HubPersonality::edgehub;
  row.hostname = "*";
  row.mechanisms = {"ANONYMOUS", "MSSBCBS", "PLAIN"};
  row.welcome = "";
  row.idle_factor = 0;
  row.errors = ErrorWords::plain;
  row.judges_tokens = false;
  return row;
}

/// How an edgeHub calls the links that it refuses (LinkType of its sources).
std::string_view gateways_name(LinkKind kind, bool receives) {
  switch (kind) {
    case LinkKind::telemetry: return "Events";
    case LinkKind::cloud_messages: return "C2D";
    case LinkKind::methods: return receives ? "MethodReceiving" : "MethodSending";
    case LinkKind::twin: return receives ? "TwinReceiving" : "TwinSending";
    case LinkKind::inputs: return "ModuleMessages";
    case LinkKind::cbs: break;
  }
  return "Cbs";
}

}  // namespace

const AmqpPersonality& amqp_personality(HubPersonality personality) {
  static const AmqpPersonality rows[] = {hub_v1(), hub_v2(), edgehub()};
  const auto* found = std::ranges::find(rows, personality, &AmqpPersonality::personality);
  CHECK(found != std::end(rows));
  return *found;
}

std::string container_id(const AmqpPersonality& row, World& world) {
  return std::string(row.container_prefix) + random_hex(world, 16);
}

std::string open_hostname(const AmqpPersonality& row, const HubService& service) {
  return row.hostname == "*" ? service.dialled_name() : std::string(row.hostname);
}

std::chrono::milliseconds idle_timeout(const AmqpPersonality& row,
                                       std::chrono::milliseconds theirs) {
  if (theirs == 0ms || row.idle_factor == 0) return row.longest_idle;
  return std::min(row.longest_idle, row.idle_factor * theirs);
}

AmqpCondition unauthorized_link(const AmqpPersonality& row, LinkKind kind, bool receives,
                                World& world, WallTime now) {
  if (row.judges_tokens) {
    return worded(row, hub_error_condition(hub_error(401002)), world, now);
  }
  return {"amqp:internal-error",
          fmt::format("Unable to open {} link as the connection could not be authenticated",
                      gateways_name(kind, receives))};
}

AmqpCondition worded(const AmqpPersonality& row, const AmqpCondition& why, World& world,
                     WallTime now) {
  const auto error = parse_hub_error(why.description);
  if (!error || !error->code || !error->tracking_id.empty()) return why;
  if (row.errors == ErrorWords::plain) return {why.condition, error->message};
  const auto form = row.errors == ErrorWords::json ? HubErrorForm::first : HubErrorForm::second;
  const std::string id = random_guid(world);
  return {why.condition, hub_error_json(*error->code, error->message, id, now, form)};
}

}  // namespace edge::sim
