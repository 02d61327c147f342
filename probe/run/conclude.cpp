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

std::vector<Verdict> provisional_verdicts(const Report& report, const Profile& profile) {
  const Report seen = as_far_as_seen(report);
  const Case facts = case_of(seen, profile);
  if (failures(facts).empty() && !facts.connected) return {};
  auto verdicts = diagnose(facts);
  for (Verdict& verdict : verdicts) verdict.provisional = true;
  return verdicts;
}

}  // namespace

void conclude(Report& report, const Profile& profile) {
  report.verdicts = report.interrupted ? provisional_verdicts(report, profile)
                                       : diagnose(case_of(report, profile));
  report.exit_code = asked_for_reached(report) ? 0 : profile.failure_exit;
}

}  // namespace edge::probe
