// websocket-subprotocol-missing: 101, but without the subprotocol AMQPWSB10 that was asked for
// (RFC 6455 section 4.1: the client must fail the connection).
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/websocket_facts.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> websocket_subprotocol_missing_rule(const Case& facts) {
  const auto found = culprits<WebSocketDetail>(facts, [](const auto& detail, const auto&) {
    return detail.status == 101 && !breaks_the_handshake(detail);
  });
  if (found.empty()) return std::nullopt;
  const WebSocketDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  const std::string got = detail.subprotocol.empty() ? "without a subprotocol"
                                                     : "with" + quotation(detail.subprotocol);
  const std::string via = detail.via.empty() ? "" : ", via" + quotation(detail.via);
  verdict.cause = fmt::format("The WebSocket upgrade to {} succeeds, but {} instead of "
                              "\"AMQPWSB10\"{}: this is no IoT hub's answer.", facts.host, got,
                              via);
  return verdict;
}

}  // namespace

constinit const VerdictRow kWebsocketSubprotocolMissing{
    .code = "websocket-subprotocol-missing",
    .severity = Severity::error,
    .stage = "websocket",
    .title = "The WebSocket opens without the AMQP subprotocol",
    .fix = "A proxy or gateway on the way drops the header Sec-WebSocket-Protocol, or another "
           "WebSocket server answers: have the proxy pass the header to {hubs}, and "
           "check that HostName is the hub's.",
    .guide = "",
    .rule = websocket_subprotocol_missing_rule};

}  // namespace edge::probe
