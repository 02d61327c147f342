#include "probe/verdicts/failures.hpp"

namespace edge::probe {
namespace {

/// The record of the stage in which `attempt` ended. Retries of one transport are told apart by
/// their time.
const Evidence* ending_of(const Case& facts, const AttemptReport& attempt) {
  const Evidence* found = nullptr;
  for (const Evidence& evidence : facts.evidence) {
    const bool same = evidence.transport == attempt.transport && evidence.stage == attempt.stage &&
                      is_failure(evidence.outcome);
    if (same && evidence.begin >= attempt.begin && evidence.begin <= attempt.end) {
      found = &evidence;
    }
  }
  return found;
}

}  // namespace

bool is_failure(Outcome outcome) {
  return outcome == Outcome::failed || outcome == Outcome::timed_out;
}

bool is_cloud_hub(std::string_view host) { return host.ends_with(".azure-devices.net"); }

std::string_view peer_word(const Case& facts) {
  return facts.profile.to_hub ? "hub" : "endpoint";
}

std::vector<Failure> failures(const Case& facts) {
  std::vector<Failure> found;
  for (const AttemptReport& attempt : facts.attempts) {
    if (!is_failure(attempt.outcome)) continue;
    if (const Evidence* evidence = ending_of(facts, attempt)) found.push_back({&attempt, evidence});
  }
  return found;
}

Verdict verdict_on(const std::vector<const Evidence*>& evidence) {
  Verdict verdict;
  for (const Evidence* each : evidence) {
    const bool first = each == evidence.front();
    if (first) {
      verdict.stage = each->stage;
      verdict.transport = each->transport;
    }
    if (each->transport != verdict.transport) verdict.transport.clear();
    cite(verdict, each);
  }
  return verdict;
}

void cite(Verdict& verdict, const Evidence* evidence) {
  if (!evidence) return;
  auto& numbers = verdict.evidence;
  const auto at = std::lower_bound(numbers.begin(), numbers.end(), evidence->number);
  if (at == numbers.end() || *at != evidence->number) numbers.insert(at, evidence->number);
}

bool cites(const Verdict& verdict, const Evidence& evidence) {
  return std::ranges::binary_search(verdict.evidence, evidence.number);
}

}  // namespace edge::probe
