#include "probe/verdicts/idle_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/report/layout.hpp"

namespace edge::probe {
namespace {

/// Of the other end's idle time-out, when it has sent nothing else (azure-amqp).
Duration heartbeat_for(Duration idle_timeout) { return idle_timeout * 7 / 8; }

std::optional<Duration> quietest_of(const Case& facts, const Evidence& about) {
  std::optional<Duration> quietest;
  const auto take = [&](Duration idle_timeout) {
    if (idle_timeout == Duration{}) return;
    const Duration heartbeat = heartbeat_for(idle_timeout);
    quietest = std::min(quietest.value_or(heartbeat), heartbeat);
  };
  for (const Evidence& seen : facts.evidence) {
    const auto* amqp = detail_of<AmqpDetail>(seen);
    if (!amqp || !amqp->idle_timeout_ms || seen.transport != about.transport) continue;
    take(std::chrono::milliseconds{*amqp->idle_timeout_ms});  // the agent's, as the hub asks
    take(facts.profile.open.idle_timeout);                    // the hub's, as the agent asks
  }
  return quietest;
}

}  // namespace

std::optional<IdleFinding> idle_finding(const Case& facts) {
  for (const Evidence& seen : facts.evidence) {
    const auto* idle = detail_of<IdleDetail>(seen);
    const bool known = idle && (idle->alive != Duration{} || idle->ended != Duration{});
    if (!known) continue;
    return IdleFinding{&seen, idle, quietest_of(facts, seen)};
  }
  return std::nullopt;
}

bool is_too_short(const IdleFinding& finding) {
  const IdleDetail& idle = *finding.detail;
  const bool of_path = idle.ended != Duration{} && idle.by != EndedBy::hub;
  return of_path && (!finding.quietest || *finding.quietest >= idle.alive);
}

bool is_known_to_suffice(const IdleFinding& finding) {
  const IdleDetail& idle = *finding.detail;
  const Duration kept = idle.by == EndedBy::hub ? idle.ended : idle.alive;
  return finding.quietest && *finding.quietest < kept;
}

std::string heartbeat_words(const IdleFinding& finding, const Case& facts) {
  if (!finding.quietest) return fmt::format("{} sends no heartbeats", facts.profile.name);
  return fmt::format("on a connection of {} something is sent every {} at least",
                     facts.profile.name, human_duration(*finding.quietest));
}

}  // namespace edge::probe
