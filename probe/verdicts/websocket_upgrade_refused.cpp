// websocket-upgrade-refused: TLS stands, but HTTP answers the upgrade with anything but 101, or not
// at all (RFC 6455 section 4).
#include <fmt/format.h>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/words.hpp"

namespace edge::probe {
namespace {

std::string answer_text(const Evidence& evidence, const WebSocketDetail& detail) {
  if (detail.status == 0 && evidence.outcome == Outcome::timed_out) {
    return fmt::format("nothing within {}", human_duration(evidence.end - evidence.begin));
  }
  if (detail.status == 0) return "no proper HTTP answer";
  std::string text =
      fmt::format("status {}{} instead of 101", detail.status, quoted(detail.reason));
  if (!detail.server.empty()) text += ", server" + quoted(detail.server);
  if (!detail.via.empty()) text += ", via" + quoted(detail.via);
  return text;
}

std::optional<Verdict> rule(const Case& facts) {
  const auto found = culprits<WebSocketDetail>(
      facts, [](const auto& detail, const auto&) { return detail.status != 101; });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("TLS to {} works, but the WebSocket upgrade gets {}.", facts.host,
                              answer_text(*evidence, *detail));
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
           "WebSockets to *.azure-devices.net. 404 from the right machine means that it is no IoT "
           "hub: check HostName.",
    .guide = "",
    .rule = rule};

}  // namespace edge::probe
