// hub-throttles: the hub refuses for load, at whichever stage it happens to notice.
#include "probe/verdicts/hub_refusals.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> hub_throttles_rule(const Case& facts) {
  return refused_because(facts, HubReason::throttled, "it throttles");
}

}  // namespace

constinit const VerdictRow kHubThrottles{
    .code = "hub-throttles",
    .severity = Severity::error,
    .stage = "cbs",
    .title = "The hub throttles: too many requests for its size (429xxx)",
    .fix = "Wait some minutes and try again; network, TLS and identity are fine. If it comes back, "
           "look at the throttling metrics of the hub in the Azure portal, add units, and see "
           "which devices reconnect in a loop.",
    .guide = "",
    .rule = hub_throttles_rule};

}  // namespace edge::probe
