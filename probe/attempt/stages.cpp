#include "probe/attempt/stages.hpp"

#include "common/base/check.hpp"
#include "common/base/rows.hpp"
#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {

std::span<const StageRow> stage_rows() {
  static constexpr StageRow kStages[] = {
      {.name = "resolve",
       .what = "the name, as the agent's C library does it: hosts file, then the name servers",
       .run = resolve_stage},
      {.name = "connect",
       .what = "TCP to each address in turn, without a limit each",
       .run = connect_stage},
      {.name = "proxy",
       .what = "HTTP CONNECT through the proxy, on the WebSocket leg only",
       .through_proxy_only = true,
       .run = proxy_stage},
      {.name = "tls",
       .what = "TLS with the hub's name; every defect of the certificate is recorded",
       .run = tls_stage},
      {.name = "websocket",
       .what = "the upgrade to AMQP over WebSocket (RFC 6455)",
       .run = websocket_stage},
      {.name = "amqp-open",
       .what = "AMQP header and OPEN; SASL before it only where the profile has it",
       .run = amqp_open_stage},
      {.name = "cbs",
       .what = "put-token on $cbs: the first verdict on the identity",
       .needs_identity = true,
       .needs_token = true,
       .run = cbs_stage},
      {.name = "link",
       .what = "the telemetry link; the agent counts as connected",
       .needs_identity = true,
       .disturbs_agent = true,
       .connected = true,
       .run = link_stage},
      {.name = "message",
       .what = "one telemetry message, and what the hub makes of it (--send-test-message)",
       .needs_identity = true,
       .disturbs_agent = true,
       .connected = true,
       .on_request = [](const Options& options) { return options.test_message; },
       .run = message_stage},
      {.name = "hold",
       .what = "the connection kept open with heartbeats, if --hold asks for it",
       .needs_identity = true,
       .disturbs_agent = true,
       .connected = true,
       .on_request = [](const Options& options) { return options.hold.has_value(); },
       .run = hold_stage},
      {.name = "idle",
       .what = "how long the path keeps silent connections, if --hold idle asks for it",
       .on_request = [](const Options& options) { return options.idle_up_to.has_value(); },
       .run = idle_stage},
  };
  return kStages;
}

std::span<const StageRow> endpoint_stage_rows() {
  static constexpr StageRow kStages[] = {
      {.name = "http",
       .what = "GET of a page: status, server, title; is it the endpoint's own answer?",
       .run = http_stage},
      {.name = "registry",
       .what = "one request of an image's pull; is it answered so that the pull goes on?",
       .run = registry_stage},
      {.name = "ntp",
       .what = "a time server is asked, three times at most, and its clock held against this one",
       .run = ntp_stage},
  };
  return kStages;
}

const StageRow* find_stage(std::string_view name) {
  const StageRow* row = find_row(stage_rows(), name, &StageRow::name);
  return row ? row : find_row(endpoint_stage_rows(), name, &StageRow::name);
}

const StageRow& stage_called(std::string_view name) {
  const StageRow* row = find_stage(name);
  CHECK(row != nullptr);
  return *row;
}

}  // namespace edge::probe
