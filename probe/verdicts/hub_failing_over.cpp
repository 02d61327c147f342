// hub-failing-over: the hub moves to its other region and lets nobody stay meanwhile.
#include "probe/verdicts/hub_refusals.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> hub_failing_over_rule(const Case& facts) {
  return refused_because(facts, HubReason::failing_over, "it is failing over");
}

}  // namespace

constinit const VerdictRow kHubFailingOver{
    .code = "hub-failing-over",
    .severity = Severity::error,
    .stage = "amqp-open",
    .title = "The hub is failing over to another region (404012)",
    .fix = "Wait: a failover takes some minutes up to a few hours, and many devices lose the hub "
           "at once. Look at the failover in the Azure portal. The name stays, its address "
           "changes: a firewall rule or a hosts entry with the old address has to follow.",
    .guide = "",
    .rule = hub_failing_over_rule};

}  // namespace edge::probe
