#include "probe/run/sequence.hpp"

#include <fmt/format.h>

#include "common/world/concurrency.hpp"
#include "probe/attempt/stages.hpp"

namespace edge::probe {

Awaitable<void> Sequence::run() {
  if (!run_.interruption) co_return co_await attempts_from(0);
  co_await until_one_ends(attempts_from(0), pass_interruption_on());
}

/// An attempt whose budget is a wall goes on unseen beside those that follow it.
Awaitable<void> Sequence::attempts_from(std::size_t next) {
  for (; next < run_.plan.attempts.size(); ++next) {
    const auto& planned = run_.plan.attempts[next];
    if (agent_ended_ && !planned.asked_for) continue;
    log_attempt(planned);
    const auto number = static_cast<int>(attempts_.size()) + 1;
    attempts_.push_back(std::make_unique<Attempt>(run_, planned, number));
    Attempt& attempt = *attempts_.back();
    if (run_.profile.budget == Budget::wall) {
      co_return co_await both(attempt.open(), go_on_when_over(attempt, next + 1));
    }
    co_await attempt.open();
    if (!goes_on_after(attempt)) break;
  }
  end_of_all();
}

/// With it the tries end that nobody waits for any more.
void Sequence::end_of_all() {
  if (!agent_ended_ && !run_.interrupted()) {
    if (const auto& line = run_.profile.failed_line; !line.empty()) run_.journal.log("WRN", line);
    if (run_.profile.pairs) agent_retry_ = wait_after(*run_.profile.pairs, 1, kNoJitter);
  }
  run_.paths.no_more_attempts();
  run_.stop.set();
}

Awaitable<void> Sequence::go_on_when_over(Attempt& attempt, std::size_t next) {
  co_await attempt.wait_until_over();
  if (!goes_on_after(attempt)) next = run_.plan.attempts.size();
  co_await attempts_from(next);
}

void Sequence::log_attempt(const PlannedAttempt& planned) {
  const auto name = log_name(run_.profile, planned.transport->name);
  if (agent_ended_) {
    run_.journal.log("INF", fmt::format("The agent would go no further; its way via {} is tried "
                                        "as its port was asked for.", name));
  } else {
    run_.journal.log("INF", fmt::format(fmt::runtime(run_.profile.attempt_line), name));
  }
}

bool Sequence::goes_on_after(const Attempt& attempt) {
  const AttemptReport& report = attempt.report();
  if (!agent_ended_) agent_exit_ = attempt.opened();
  // The agent falls back while it opens, not when an open connection ends later.
  const bool opened = report.outcome == Outcome::ok || stage_called(report.stage).on_request;
  agent_ended_ = agent_ended_ || opened;
  return !run_.interrupted();
}

Awaitable<void> Sequence::pass_interruption_on() {
  co_await run_.interruption->wait();
  run_.stop.set();
  Event never;
  co_await never.wait();  // the attempts end by themselves, and this with them
}

void Sequence::report(Report& report) const {
  for (const auto& attempt : attempts_) report.attempts.push_back(attempt->report());
  report.agent_exit = agent_exit_;
  report.agent_retry = agent_retry_;
}

}  // namespace edge::probe
