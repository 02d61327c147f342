#include "common/report/report.hpp"

#include <algorithm>

namespace edge {
namespace {

/// A broker that is no hub opened AMQP there: so far as a run without credentials looks.
bool met_broker(const Report& report, const std::string& transport) {
  return std::ranges::any_of(report.evidence, [&](const Evidence& seen) {
    const auto* amqp = detail_of<AmqpDetail>(seen);
    return amqp && seen.transport == transport && is_known_broker(*amqp);
  });
}

bool got_through(const Report& report, const AttemptReport& attempt) {
  return attempt.outcome == Outcome::ok && !met_broker(report, attempt.transport);
}

bool succeeds(const Report& report, const std::string& transport) {
  return std::ranges::any_of(report.attempts, [&](const AttemptReport& attempt) {
    return attempt.transport == transport && got_through(report, attempt);
  });
}

}  // namespace

bool waited_for(const AttemptReport& attempt, const TryReport& one) {
  return one.number == 1 || one.begin < attempt.end;  // the first may take no time at all
}

int tries_waited_for(const AttemptReport& attempt) {
  const auto in_time = [&](const TryReport& one) { return waited_for(attempt, one); };
  const auto& tries = attempt.tries;
  // Only the first ones and the last are kept.
  if (!tries.empty() && in_time(tries.back())) return tries.back().number;
  return static_cast<int>(std::ranges::count_if(tries, in_time));
}

const AttemptReport* attempt_of(const Report& report, const Evidence& seen) {
  const auto number = static_cast<std::size_t>(seen.attempt);  // a recorded one may be any
  return number == 0 || number > report.attempts.size() ? nullptr : &report.attempts[number - 1];
}

bool agent_never_begins(const Report& report) {
  return std::ranges::any_of(report.evidence, [](const Evidence& seen) {
    const auto* host = detail_of<HostDetail>(seen);
    return host && ends_at_its_start(host->proxies);
  });
}

bool agent_succeeds(const Report& report) {
  return std::ranges::any_of(report.attempts, [&](const AttemptReport& attempt) {
    return got_through(report, attempt);
  });
}

bool asked_for_reached(const Report& report) {
  if (std::ranges::none_of(report.targets, &Target::asked_for)) return agent_succeeds(report);
  return std::ranges::all_of(report.targets, [&](const Target& target) {
    return !target.asked_for || succeeds(report, target.transport);
  });
}

}  // namespace edge
