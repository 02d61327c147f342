// link-refused: the hub echoes the attach and detaches with an error other than unauthorized.
// Codes: iot-hub-troubleshoot-error-codes.md.
#include <fmt/format.h>

#include "probe/verdicts/hub_refusals.hpp"
#include "probe/verdicts/link_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::string_view advice(const LinkDetail& detail) {
  const int code = detail.hub_error_code.value_or(0);
  if (code == 400027 || code == 409002 || detail.condition == "amqp:link:stolen") {
    return "Another connection uses the same identity: stop the second agent, or the copy of "
           "this device's disk or connection string that runs elsewhere. One identity, one device.";
  }
  if (code == 404006) {
    return "The hub has no such address: DeviceId or module id hold what an address cannot, or "
           "HostName leads to a service that is no IoT hub.";
  }
  if (code / 1000 == 500 || code / 1000 == 503 || detail.condition == "amqp:internal-error") {
    return "The hub itself has trouble: try again in some minutes and look at its health in the "
           "Azure portal; behind a parent gateway, at the log of its edgeHub.";
  }
  if (code / 1000 == 404 || detail.condition == "amqp:not-found") {
    return "The device or module no longer exists in this hub: create it again in the Azure "
           "portal.";
  }
  return {};
}

std::optional<Verdict> link_refused_rule(const Case& facts) {
  const auto found = culprits<LinkDetail>(facts, [](const LinkDetail& detail, const Evidence&) {
    return link_answered(detail) && !link_unauthorized(detail) &&
           hub_reason(detail) == HubReason::other;
  });
  if (found.empty()) return std::nullopt;
  const LinkDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("The hub {}refuses the telemetry link: {}.",
                              credentials_taken(facts), refusal_text(detail));
  verdict.fix = advice(detail);
  return verdict;
}

}  // namespace

constinit const VerdictRow kLinkRefused{
    .code = "link-refused",
    .severity = Severity::error,
    .stage = "link",
    .title = "The token is accepted, the link is refused for another reason",
    .fix = "Act on the condition: the identity is used twice (400027, 409002, amqp:link:stolen), "
           "the device is gone (404001, 404010), the hub has no such address (404006) or has "
           "trouble itself (500xxx, 503xxx). For others, quote the tracking id to Azure support.",
    .guide = "",
    .rule = link_refused_rule};

}  // namespace edge::probe
