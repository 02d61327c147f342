#include "probe/verdicts/successes.hpp"

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

std::optional<Success> last_success(const Case& facts) {
  std::optional<Success> found;
  for (const AttemptReport& attempt : facts.attempts) {
    if (attempt.outcome == Outcome::ok) found = Success{&attempt, nullptr};
  }
  if (!found) return found;
  for (const Evidence& evidence : facts.evidence) {
    const bool same = evidence.transport == found->attempt->transport &&
                      evidence.stage == found->attempt->stage;
    if (same && evidence.outcome == Outcome::ok) found->evidence = &evidence;
  }
  return found;
}

bool connected_to_hub(const Success& success) {
  const Evidence* seen = success.evidence;
  return seen && (detail_of<AmqpDetail>(*seen) || detail_of<CbsDetail>(*seen) ||
                  detail_of<LinkDetail>(*seen) || detail_of<MessageDetail>(*seen) ||
                  detail_of<HoldDetail>(*seen) || detail_of<IdleDetail>(*seen));
}

Verdict verdict_on(const Success& success) {
  Verdict verdict;
  verdict.transport = success.attempt->transport;
  cite(verdict, success.evidence);
  return verdict;
}

}  // namespace edge::probe
