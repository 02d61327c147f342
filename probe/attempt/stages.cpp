#include "probe/attempt/stages.hpp"

#include <algorithm>
#include <array>

#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {

std::span<const StageRow> stage_rows() {
  static constexpr std::array<StageRow, 9> kRows = {{
      {"resolve", "the name, as glibc does it: hosts file, then the name servers", resolve_stage},
      {"connect", "TCP to each address in turn, without a limit each", connect_stage},
      {"proxy", "HTTP CONNECT through the proxy, on the WebSocket leg only", proxy_stage},
      {"tls", "TLS with the hub's name; every defect of the certificate is recorded", tls_stage},
      {"websocket", "the upgrade to AMQP over WebSocket (RFC 6455)", websocket_stage},
      {"amqp-open", "AMQP header and OPEN, without SASL", amqp_open_stage},
      {"cbs", "put-token on $cbs: the first verdict on the identity", cbs_stage},
      {"link", "the telemetry link; the agent counts as connected", link_stage},
      {"hold", "the connection kept open with heartbeats, if --hold asks for it", hold_stage},
  }};
  return kRows;
}

const StageRow* find_stage(std::string_view name) {
  const auto rows = stage_rows();
  const auto found = std::ranges::find(rows, name, &StageRow::name);
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace edge::probe
