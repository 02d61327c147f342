// hub-suspended: the hub itself is switched off, for all devices.
#include "probe/verdicts/hub_refusals.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> hub_suspended_rule(const Case& facts) {
  return refused_because(facts, HubReason::suspended, "it is suspended");
}

}  // namespace

constinit const VerdictRow kHubSuspended{
    .code = "hub-suspended",
    .severity = Severity::error,
    .stage = "cbs",
    .title = "The hub is suspended (403001)",
    .fix = "No device can use this hub. Look at the hub and its subscription in the Azure portal: "
           "an expired or disabled subscription, or a deactivated hub. Activate it; nothing on the "
           "device or the network has to change.",
    .guide = "",
    .rule = hub_suspended_rule};

}  // namespace edge::probe
