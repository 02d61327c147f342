// connection-lost: everything stood, link included, and then the connection was ended.
#include <fmt/format.h>

#include "probe/verdicts/hold_facts.hpp"
#include "probe/verdicts/hub_refusals.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> connection_lost_rule(const Case& facts) {
  const auto found = culprits<HoldDetail>(facts, [](const HoldDetail& hold, const Evidence&) {
    return !fell_silent(hold) && !broke_protocol(hold.error) &&
           hub_reason(hold) == HubReason::other;
  });
  if (found.empty()) return std::nullopt;
  const HoldDetail& hold = *found.front().detail;
  Verdict verdict = verdict_on(found);
  const bool by_hub = !hold.condition.empty();
  const std::string how =
      by_hub ? "the hub ended it: " + hold.condition + quoted_error(hold.description)
             : "it was cut without a word (" + hold.error.text + ")";
  verdict.cause = fmt::format("The connection to {} stood, and after {} {}.", facts.host,
                              human_duration(hold.held), how);
  if (hold.condition == "amqp:link:stolen") {
    verdict.fix = "Another connection uses the same identity: stop the second agent, or the copy "
                  "of this device's disk or connection string that runs elsewhere. One identity, "
                  "one device.";
  }
  if (by_hub) return verdict;
  verdict.confidence = Confidence::likely;
  verdict.separate_by =
      "Run the probe again with the same --hold: always the same time means a limit on the way "
      "(firewall, proxy, NAT) or of the hub; a different one each time, a bad link or restarts.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kConnectionLost{
    .code = "connection-lost",
    .severity = Severity::error,
    .stage = "",
    .title = "The connection stood, then it was ended (--hold)",
    .fix = "Connecting is not the trouble, staying connected is. If the hub said why, act on that; "
           "otherwise look for a limit on the length or number of sessions in the firewall, the "
           "proxy or the parent gateway, and at the log of the latter.",
    .guide = "",
    .rule = connection_lost_rule};

}  // namespace edge::probe
