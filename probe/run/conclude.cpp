#include "probe/run/conclude.hpp"

#include <algorithm>

#include "probe/attempt/stages.hpp"
#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {
namespace {

/// The stage that was interrupted, as what it has shown until then.
void settle(Evidence& interrupted, AttemptReport& attempt) {
  const bool sent = detail_of<MessageDetail>(interrupted) != nullptr;
  if (stage_called(interrupted.stage).on_request && !sent) {  // it held until then
    attempt.outcome = interrupted.outcome = Outcome::ok;
  } else if (interrupted.end - interrupted.begin >= kNoAnswer) {
    attempt.outcome = interrupted.outcome = Outcome::timed_out;
  }
}

/// `report` as if its end had been that of the attempt's budget.
Report as_far_as_seen(Report report) {
  for (Evidence& evidence : report.evidence) {
    if (evidence.outcome != Outcome::cancelled || report.attempts.empty()) continue;
    AttemptReport& attempt = report.attempts.back();
    const bool same = evidence.transport == attempt.transport && evidence.stage == attempt.stage;
    if (same && attempt.outcome == Outcome::cancelled) settle(evidence, attempt);
  }
  return report;
}

/// Of the attempts of a transport the one that decides: that got through, else the first.
bool decides(const Report& report, const AttemptReport& attempt) {
  const auto same_way = [&](const AttemptReport& other) {
    return other.transport == attempt.transport;
  };
  const auto& all = report.attempts;
  const auto through = std::ranges::find_if(all, [&](const AttemptReport& other) {
    return same_way(other) && other.outcome == Outcome::ok;
  });
  return &attempt == (through == all.end() ? &*std::ranges::find_if(all, same_way) : &*through);
}

/// A trace to where `through` went, before it, got no connection: as the agent, had it tried then.
bool was_closed_before(const Report& report, const AttemptReport& through) {
  const auto went_to = [&](const Endpoint& peer) {
    return std::ranges::any_of(report.evidence, [&](const Evidence& seen) {
      return attempt_of(report, seen) == &through && detail_of<ConnectDetail>(seen) &&
             seen.peer == peer;
    });
  };
  return std::ranges::any_of(report.evidence, [&](const Evidence& seen) {
    const auto* path = detail_of<PathDetail>(seen);
    return path && !path->reached && seen.end <= through.begin && went_to(path->target);
  });
}

/// A trace since then shows that what failed would still fail.
bool is_closed_since(const Report& report, const AttemptReport& attempt, Duration since) {
  return std::ranges::any_of(report.evidence, [&](const Evidence& seen) {
    const auto* path = detail_of<PathDetail>(seen);
    return path && !path->reached && seen.transport == attempt.transport && seen.begin >= since;
  });
}

/// When the way that got through began to: it had failed before, so that what failed elsewhere
/// until then may have had the same cause, which has gone. Nothing if it never failed.
std::optional<Duration> recovery(const Report& report) {
  const auto& all = report.attempts;
  const auto through = std::ranges::find(all, Outcome::ok, &AttemptReport::outcome);
  if (through == all.end()) return std::nullopt;
  if (through->deciding_try > 1) {
    const auto made = std::ranges::find(through->tries, through->deciding_try, &TryReport::number);
    return made == through->tries.end() ? through->begin : made->begin;
  }
  const bool failed_before = std::any_of(all.begin(), through, [&](const AttemptReport& earlier) {
    return earlier.transport == through->transport;
  });
  const bool recovered = failed_before || was_closed_before(report, *through);
  return recovered ? std::optional(through->begin) : std::nullopt;
}

/// What the rules judge by: further tries show that a failure lasts, and little else.
Report deciding_parts(const Report& all, const std::optional<Duration>& recovered) {
  const auto has_passed = [&](const AttemptReport& attempt) {
    return recovered && attempt.outcome != Outcome::ok && attempt.end <= *recovered &&
           !is_closed_since(all, attempt, *recovered);
  };
  Report report = all;
  std::erase_if(report.evidence, [&](const Evidence& seen) {
    const AttemptReport* attempt = attempt_of(all, seen);
    if (!attempt) return recovered && seen.stage == PathDetail::kind && seen.begin < *recovered;
    return has_passed(*attempt) || !decides(all, *attempt) ||
           seen.attempt_try != attempt->deciding_try || seen.connection > 1;
  });
  report.attempts.clear();
  for (const AttemptReport& attempt : all.attempts) {
    if (decides(all, attempt) && !has_passed(attempt)) report.attempts.push_back(attempt);
  }
  return report;
}

bool is_silent_trace(const Evidence& seen) {
  const auto* path = detail_of<PathDetail>(seen);
  return path && std::ranges::all_of(path->hops, [](const Hop& hop) {
    return hop.answer == Answer::silence;
  });
}

/// What a few seconds of silence are worth. Above TCP, or as a name server, the peer may be slow
/// only; SYNs are repeated, and a trace shows beside them that others are answered. A router sends
/// one ICMP error a second to one peer, and with --quick as many are asked for at once.
void weigh_short_silence(Verdict& verdict, const std::vector<Evidence>& evidence) {
  bool slow = false;
  for (const Evidence& seen : evidence) {
    if (!cites(verdict, seen)) continue;
    const bool may_be_slow =
        seen.outcome == Outcome::timed_out && seen.stage != ConnectDetail::kind;
    if (may_be_slow) verdict.confidence = std::max(verdict.confidence, Confidence::likely);
    if (is_silent_trace(seen)) verdict.confidence = Confidence::possible;
    slow = slow || may_be_slow;
  }
  if (!slow) return;
  verdict.separate_by = "Run the probe without --quick: a peer or a line that is only slow is "
                        "given the agent's own time then. " + verdict.separate_by;
}

std::vector<Verdict> verdicts_on(const Report& seen, const Profile& profile) {
  const auto recovered = recovery(seen);
  const Report parts = deciding_parts(seen, recovered);
  Case facts = case_of(parts, profile);
  facts.recovered = recovered;
  facts.loss = packet_loss(seen.evidence);
  if (seen.interrupted && failures(facts).empty() && !facts.connected) return {};
  auto verdicts = diagnose(facts);
  for (Verdict& verdict : verdicts) {
    verdict.provisional = seen.interrupted;
    if (seen.quick) weigh_short_silence(verdict, seen.evidence);
  }
  return verdicts;
}

}  // namespace

void conclude(Report& report, const Profile& profile) {
  report.verdicts = verdicts_on(report.interrupted ? as_far_as_seen(report) : report, profile);
  const bool reached = asked_for_reached(report) && !agent_never_begins(report);
  report.exit_code = reached ? 0 : profile.failure_exit;
}

}  // namespace edge::probe
