#include "probe/run/conclude.hpp"

#include <algorithm>

#include "probe/attempt/stages.hpp"
#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {
namespace {

/// A stage without an answer for so long, when the run was interrupted, counts as one that has
/// none: two retransmitted SYNs would have gone unanswered.
constexpr Duration kSilence = std::chrono::seconds{3};

/// The stage that was interrupted, as what it has shown until then.
void settle(Evidence& interrupted, AttemptReport& attempt) {
  if (stage_called(interrupted.stage).on_request) {  // it held until then
    attempt.outcome = interrupted.outcome = Outcome::ok;
  } else if (interrupted.end - interrupted.begin >= kSilence) {
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

/// What the rules judge by: further tries show that a failure lasts, and little else.
Report deciding_parts(Report report) {
  std::vector<AttemptReport> attempts;
  std::erase_if(report.evidence, [&](const Evidence& seen) {
    const AttemptReport* attempt = attempt_of(report, seen);
    return attempt && (!decides(report, *attempt) || seen.attempt_try != attempt->deciding_try ||
                       seen.connection > 1);
  });
  for (const AttemptReport& attempt : report.attempts) {
    if (decides(report, attempt)) attempts.push_back(attempt);
  }
  report.attempts = std::move(attempts);
  return report;
}

std::vector<Verdict> provisional_verdicts(const Report& report, const Profile& profile) {
  const Report seen = deciding_parts(as_far_as_seen(report));
  const Case facts = case_of(seen, profile);
  if (failures(facts).empty() && !facts.connected) return {};
  auto verdicts = diagnose(facts);
  for (Verdict& verdict : verdicts) verdict.provisional = true;
  return verdicts;
}

}  // namespace

void conclude(Report& report, const Profile& profile) {
  report.verdicts = report.interrupted ? provisional_verdicts(report, profile)
                                       : diagnose(case_of(deciding_parts(report), profile));
  report.exit_code = asked_for_reached(report) ? 0 : profile.failure_exit;
}

}  // namespace edge::probe
