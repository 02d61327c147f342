// device-not-registered: put-token answered 404.
#include <fmt/format.h>

#include "probe/verdicts/cbs_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> device_not_registered_rule(const Case& facts) {
  const auto found = with_token_answer(facts, TokenAnswer::not_registered);
  if (found.empty()) return std::nullopt;
  const CbsDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("The hub is reached but does not know the identity {}: {}.",
                              detail.audience, status_text(detail));
  verdict.fix = fmt::format(
      "Look for the device in the hub's list in the Azure portal: it was deleted, never created, "
      "or belongs to another hub. Create it (as an IoT Edge device) or correct DeviceId and "
      "HostName; then {}.", facts.profile.change_credentials);
  return verdict;
}

}  // namespace

constinit const VerdictRow kDeviceNotRegistered{
    .code = "device-not-registered",
    .severity = Severity::error,
    .stage = "cbs",
    .title = "The hub does not know this device or module (404)",
    .fix = "Look for the device in the hub's list in the Azure portal: it was deleted, never "
           "created, or belongs to another hub. Create it (as an IoT Edge device) or correct "
           "DeviceId and HostName in the connection string.",
    .guide = "",
    .rule = device_not_registered_rule};

}  // namespace edge::probe
