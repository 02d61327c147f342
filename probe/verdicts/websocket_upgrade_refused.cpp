// websocket-upgrade-refused: TLS stands, but HTTP answers the upgrade with anything but 101, with a
// 101 that breaks RFC 6455 section 4.1, or not at all.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/websocket_facts.hpp"

namespace edge::probe {
namespace {

std::string no_status_text(const Evidence& evidence, const WebSocketDetail& detail) {
  const bool timed_out = evidence.outcome == Outcome::timed_out;
  std::string text = "no proper HTTP answer";
  if (timed_out) {
    text = "no complete answer within " + human_duration(evidence.end - evidence.begin);
  } else if (!detail.error.empty()) {
    text += " (" + detail.error.text + ")";
  }
  if (!detail.body_start.empty()) text += ", what came begins with" + quotation(detail.body_start);
  return text;
}

std::string answer_text(const Evidence& evidence, const WebSocketDetail& detail) {
  if (detail.status == 0) return no_status_text(evidence, detail);
  std::string text = fmt::format("status {}{}", detail.status, quotation(detail.reason));
  text += breaks_the_handshake(detail)
              ? " by an answer that breaks RFC 6455 (" + detail.error.text + ")"
              : " instead of 101";
  if (!detail.server.empty()) text += ", server" + quotation(detail.server);
  if (!detail.via.empty()) text += ", via" + quotation(detail.via);
  return text;
}

std::optional<Verdict> websocket_upgrade_refused_rule(const Case& facts) {
  const auto found = culprits<WebSocketDetail>(facts, [](const auto& detail, const auto&) {
    return detail.status != 101 || breaks_the_handshake(detail);
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("TLS to {} works, but the WebSocket upgrade gets {}.", facts.host,
                              answer_text(*evidence, *detail));
  // Silence may be the answer's loss on the way just as well as a refusal.
  if (detail->status == 0) verdict.confidence = Confidence::likely;
  if (breaks_the_handshake(*detail)) {
    verdict.fix = "Whoever answers does not speak WebSocket with this request: a cache, a gateway "
                  "or a test server. Have the proxy or firewall on the way pass WebSockets to "
                  "{hubs} unchanged, and check that HostName is the hub's.";
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kWebsocketUpgradeRefused{
    .code = "websocket-upgrade-refused",
    .severity = Severity::error,
    .stage = "websocket",
    .title = "The WebSocket upgrade is refused (404, 403, 200, ...)",
    .fix = "A hub answers the path /$iothub/websocket with 101. Another status means that a proxy "
           "or firewall on the way removes the Upgrade header or answers itself: have it pass "
           "WebSockets to {hubs}. 404 from the right machine means that it is no IoT "
           "hub: check HostName.",
    .guide = "",
    .rule = websocket_upgrade_refused_rule};

}  // namespace edge::probe
