// websocket-upgrade-refused: TLS stands, but HTTP answers the upgrade with anything but 101, with a
// 101 that breaks RFC 6455 section 4.1, or not at all.
#include <fmt/format.h>

#include <span>

#include "common/base/ascii_case.hpp"
#include "probe/verdicts/amqp_facts.hpp"
#include "probe/verdicts/certificate_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"
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
  if (detail.status != 101 && !detail.body_start.empty()) {
    text += ", and a page that says" + quotation(detail.body_start);
  }
  if (!detail.via.empty()) text += ", via" + quotation(detail.via);
  return text;
}

/// What a status means here, and what to do; others have the verdict's words.
struct StatusRow {
  int first, last;
  std::string_view fix;
};

constexpr StatusRow kStatuses[] = {
    {300, 399, "The answer leads elsewhere, as a login page or captive portal does: log the device "
               "in, or have it exempted. An IoT hub never redirects."},
    {407, 407, "A proxy on the way that the device was not told of wants credentials: configure it "
               "as the agent's proxy with them, or have the device exempted."},
    {502, 504, "A gateway or proxy answers that it cannot reach the hub behind it, or not in time: "
               "look at its log and at its own way to the hub, or try again later."},
};

/// The same of a hub whose own certificate the answer came under: nothing on the way can read, or
/// answer, what is said there.
constexpr StatusRow kStatusesOfHub[] = {
    {401, 403, "The hub itself refuses: see its networking page in the Azure portal (public "
               "network access, IP filter, private endpoint) for the address that this site comes "
               "from."},
    {429, 429, "The hub itself throttles: too many connections for its size. Wait as long as it "
               "says (Retry-After), then see its metrics, and what connects again and again."},
    {500, 599, "The hub itself fails for the moment: see Azure's service health, and try again."},
    {100, 599, "It is the hub's own answer, so nothing on the way is at fault: check that HostName "
               "is this hub's, and its state in the Azure portal."},
};

std::string_view fix_of_status(std::span<const StatusRow> rows, int status) {
  for (const StatusRow& row : rows) {
    if (status >= row.first && status <= row.last) return row.fix;
  }
  return {};
}

constexpr const char* kNoStatusFix =
    "A hub answers the path /$iothub/websocket with 101 at once, so something on the way holds the "
    "request or its answer back: have the firewall or proxy that inspects TLS exempt {hubs} and "
    "pass WebSockets. If nothing does, see whether the machine there is the hub.";

/// Of whoever answered TLS on that way, for a hub of the cloud; else empty.
std::string issuer_of_hub(const Case& facts, const std::string& transport) {
  if (!is_cloud_hub(facts.host)) return {};
  std::string issuer;
  for (const Evidence& seen : facts.evidence) {
    const auto* tls = detail_of<TlsDetail>(seen);
    const bool here = tls && seen.transport == transport && !tls->chain.empty();
    if (here) issuer = tls->chain.back().issuer;
  }
  return issuer;
}

constexpr const char* kInspectionFix =
    "If TLS is inspected, have whoever does it exempt {hubs}: the WebSocket upgrade is not passed "
    "on. If it is a server of your own, it is no IoT hub: check HostName, and where the name "
    "leads.";

constexpr const char* kHubNotTrustedFix =
    "Whoever inspects TLS here does not trust the hub's certificate, as that page says: have its "
    "administrator update its root certificates (a hub's leads to DigiCert Global Root G2 or "
    "Microsoft's roots), or exempt {hubs} from inspection.";

/// A gateway's page that tells of a certificate: of the one behind it, since ours has passed.
bool blames_certificate(const WebSocketDetail& detail) {
  const std::string says = lower_case(detail.body_start);
  return detail.status >= 500 && says.find("certificate") != says.npos;
}

std::optional<Verdict> websocket_upgrade_refused_rule(const Case& facts) {
  if (!all_end_without_word(facts).empty()) return std::nullopt;
  const auto found = culprits<WebSocketDetail>(facts, [](const auto& detail, const auto& seen) {
    if (is_swallowed(seen)) return false;
    return detail.status != 101 || breaks_the_handshake(detail);
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("TLS to {} works, but the WebSocket upgrade gets {}.", facts.host,
                              answer_text(*evidence, *detail));
  // Silence may be the answer's loss on the way just as well as a refusal.
  if (detail->status == 0) verdict.confidence = Confidence::likely;
  if (detail->status == 0) verdict.fix = kNoStatusFix;
  else verdict.fix = fix_of_status(kStatuses, detail->status);
  const std::string issuer = issuer_of_hub(facts, evidence->transport);
  if (names_hub_authority(issuer) && detail->status != 0) {
    verdict.cause += fmt::format(" The certificate there is a hub's ({}): it is the hub itself "
                                 "that answers so.", issuer);
    verdict.fix = fix_of_status(kStatusesOfHub, detail->status);
  } else if (!issuer.empty() && !names_hub_authority(issuer)) {
    verdict.cause += fmt::format(" The certificate there is issued by {}, which is no authority of "
                                 "an IoT hub in the cloud: TLS is inspected here, or this is a "
                                 "server of your own.", issuer);
    const std::string_view by_status = fix_of_status(kStatuses, detail->status);
    verdict.fix = detail->status == 0  ? kNoStatusFix
                  : blames_certificate(*detail) ? kHubNotTrustedFix
                  : by_status.empty() ? kInspectionFix
                                      : by_status;
  } else if (breaks_the_handshake(*detail)) {
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
