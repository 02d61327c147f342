// hub-quota-used-up: messages of the day are used up; a hub counts them by day, UTC.
#include "probe/verdicts/hub_refusals.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> hub_quota_used_up_rule(const Case& facts) {
  return refused_because(facts, HubReason::quota_used_up, "its quota is used up");
}

}  // namespace

constinit const VerdictRow kHubQuotaUsedUp{
    .code = "hub-quota-used-up",
    .severity = Severity::error,
    .stage = "link",
    .title = "The daily message quota of the hub is used up (403002)",
    .fix = "Wait for midnight UTC, or add units or choose a larger tier in the Azure portal. See "
           "which device sends more than it should.",
    .guide = "",
    .rule = hub_quota_used_up_rule};

}  // namespace edge::probe
