// idle-limit-measured: how long the path keeps a silent connection, as far as that was seen, where
// it does this agent no harm.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/idle_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::string found_text(const IdleDetail& idle, const std::string& host) {
  if (idle.ended == Duration{}) {
    return fmt::format("The way to {} keeps a silent connection for at least {}, the longest that "
                       "was {}", host, human_duration(idle.alive),
                       idle.alive == idle.longest ? "tried" : "seen");
  }
  if (idle.by == EndedBy::hub) {
    return fmt::format("The way to {} keeps a silent connection for at least {}: the hub itself "
                       "ended it then, so that a limit beyond that cannot be seen",
                       host, human_duration(idle.ended));
  }
  return fmt::format("The way to {} keeps a silent connection for {} and not for {}: {}", host,
                     human_duration(idle.alive), human_duration(idle.ended),
                     idle.how ? clause_on(*idle.how) : "then it is gone");
}

std::optional<Verdict> idle_limit_measured_rule(const Case& facts) {
  const auto finding = idle_finding(facts);
  if (!finding || is_too_short(*finding)) return std::nullopt;
  const IdleDetail& idle = *finding->detail;
  Verdict verdict;
  verdict.transport = finding->evidence->transport;
  cite(verdict, finding->evidence);
  verdict.cause = fmt::format("{}; {}.", found_text(idle, facts.host),
                              heartbeat_words(*finding, facts));
  if (!is_known_to_suffice(*finding)) {
    verdict.cause += " Whether the way keeps it for so long is not known.";
    verdict.confidence = Confidence::possible;
  }
  if (idle.heartbeat != Duration{}) {
    verdict.fix = fmt::format("Nothing to do for the agent. A program of your own on this network "
                              "must send something more often than every {}.",
                              human_duration(idle.heartbeat));
  }
  const bool stranger = std::ranges::none_of(facts.evidence, [](const Evidence& seen) {
    return detail_of<CbsDetail>(seen) != nullptr;
  });
  if (stranger && idle.by == EndedBy::hub) {
    verdict.separate_by = "A hub bears with a connection without an identity for a short while "
                          "only: with --connection-string and --until cbs each shows its token.";
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kIdleLimitMeasured{
    .code = "idle-limit-measured",
    .severity = Severity::info,
    .stage = "",
    .title = "How long the way keeps silent connections; as far as seen, long enough (--hold idle)",
    .fix = "Nothing to do: as far as was seen, no connection of this agent is silent for so long "
           "that the way forgets it.",
    .guide = "",
    .rule = idle_limit_measured_rule};

}  // namespace edge::probe
