// link-refused: the hub echoes the attach and detaches with an error other than unauthorized.
// Codes: iot-hub-troubleshoot-error-codes.md.
#include <fmt/format.h>

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
  if (code == 403002 || detail.condition == "com.microsoft:quota-exceeded") {
    return "The hub's daily message quota is used up: wait for midnight UTC or add units in the "
           "Azure portal.";
  }
  if (code == 403012) return "The device is disabled: enable it in the Azure portal.";
  if (code / 1000 == 429 || detail.condition.find("throttled") != std::string::npos) {
    return "The hub throttles: wait some minutes, then look at its metrics and add units.";
  }
  if (code / 1000 == 404 || detail.condition == "amqp:not-found") {
    return "The device or module no longer exists in this hub: create it again in the Azure "
           "portal.";
  }
  return {};
}

std::optional<Verdict> rule(const Case& facts) {
  const auto found = culprits<LinkDetail>(facts, [](const LinkDetail& detail, const Evidence&) {
    return link_answered(detail) && !link_unauthorized(detail);
  });
  if (found.empty()) return std::nullopt;
  const LinkDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("The hub accepts the token but refuses the telemetry link: {}.",
                              refusal_text(detail));
  verdict.fix = advice(detail);
  return verdict;
}

}  // namespace

constinit const VerdictRow kLinkRefused{
    .code = "link-refused",
    .severity = Severity::error,
    .stage = "link",
    .title = "The token is accepted, the link is refused for another reason",
    .fix = "Act on the condition: the identity is used twice (400027, amqp:link:stolen), the quota "
           "is used up (403002), the device is disabled (403012) or gone (404xxx), the hub "
           "throttles (429xxx). For others, quote the tracking id to Azure support.",
    .guide = "",
    .rule = rule};

}  // namespace edge::probe
