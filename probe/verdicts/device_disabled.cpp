// device-disabled: the hub knows the identity and is told not to let it in.
#include "probe/verdicts/hub_refusals.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> device_disabled_rule(const Case& facts) {
  return refused_because(facts, HubReason::device_disabled, "this identity is disabled");
}

}  // namespace

constinit const VerdictRow kDeviceDisabled{
    .code = "device-disabled",
    .severity = Severity::error,
    .stage = "cbs",
    .title = "The identity exists but is disabled (403012)",
    .fix = "Enable the device in the list of devices of the hub in the Azure portal, if it was not "
           "disabled on purpose. Key, token and network are fine.",
    .guide = "",
    .rule = device_disabled_rule};

}  // namespace edge::probe
