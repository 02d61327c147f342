// idle-limit-too-short: the path forgets a silent connection before this agent's says something.
#include <fmt/format.h>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/idle_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> idle_limit_too_short_rule(const Case& facts) {
  const auto finding = idle_finding(facts);
  if (!finding || !is_too_short(*finding)) return std::nullopt;
  const IdleDetail& idle = *finding->detail;
  Verdict verdict;
  verdict.transport = finding->evidence->transport;
  cite(verdict, finding->evidence);
  verdict.cause = fmt::format(
      "The way to {} keeps a silent connection for {} and not for {}: {}. But {}, so that a "
      "connection with nothing to say is lost between two heartbeats.",
      facts.host, human_duration(idle.alive), human_duration(idle.ended),
      idle.how ? clause_on(*idle.how) : "then it is gone", heartbeat_words(*finding, facts));
  if (idle.by == EndedBy::either) verdict.confidence = Confidence::likely;
  if (idle.uneven) verdict.confidence = Confidence::possible;
  verdict.fix = fmt::format(
      "Raise the idle time-out for TCP of the NAT, firewall, VPN or load balancer on the way above "
      "{} (RFC 5382 asks a NAT for 2 h 4 min; an Azure load balancer has 4 minutes unless "
      "it is told otherwise). A program of your own: send something more often than every {}.",
      human_duration(finding->quietest.value_or(std::chrono::minutes{4})),
      human_duration(idle.heartbeat));
  if (idle.by == EndedBy::either) {
    verdict.separate_by = "Run the probe with the same --hold idle from another network: the same "
                          "limit there is the hub's, another one this network's.";
  }
  if (idle.uneven) {
    verdict.separate_by = "Run the probe with --hold idle again: as long a silence was survived "
                          "once and not another time, so the line may have failed for a while.";
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kIdleLimitTooShort{
    .code = "idle-limit-too-short",
    .severity = Severity::warning,
    .stage = "",
    .title = "The way forgets silent connections before the agent's next heartbeat (--hold idle)",
    .fix = "Raise the idle time-out for TCP of the NAT, firewall, VPN or load balancer on the way "
           "above the agent's heartbeat interval.",
    .guide = "",
    .rule = idle_limit_too_short_rule};

}  // namespace edge::probe
