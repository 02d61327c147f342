#include "probe/run/sequence.hpp"

#include "common/world/concurrency.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/attempt/waits.hpp"

namespace edge::probe {
namespace {

constexpr int kRoundsKept = 2;  // whose evidence stays, beside the latest one's

}  // namespace

Awaitable<void> Sequence::run() {
  co_await until_interrupted(run_, attempts_from(0));
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
  if (!agent_ended_ && !run_.interrupted()) all_have_failed();
  if (co_await begins_anew()) co_return co_await attempts_from(0);
  end_of_all();
}

std::vector<std::string> Sequence::exceptions_of_round() const {
  std::vector<std::string> exceptions;
  for (std::size_t i = round_begins_; i < attempts_.size(); ++i) {
    const std::string& exception = attempts_[i]->exception();
    if (!exception.empty()) exceptions.push_back(exception);
  }
  return exceptions;
}

/// An agent that has been told its only way says less, and a verdict on it may end the agent.
void Sequence::all_have_failed() {
  const Profile& profile = run_.profile;
  const bool told = !run_.options.transports.empty();
  const PlannedAttempt& last = run_.plan.attempts.back();
  const bool one_way = run_.plan.attempts.size() == 1;
  if (one_way && attempts_.back()->fatal() && !profile.fatal_line.empty()) {
    run_.log("ERR", profile.fatal_line, last, exceptions_of_round());
    return;
  }
  const bool says_so = !told || profile.transports.size() == 1;
  if (says_so && !profile.failed_line.empty()) {
    run_.log("WRN", profile.failed_line, last, exceptions_of_round());
  }
  if (profile.pairs) agent_retry_ = wait_after(*profile.pairs, ++rounds_, kNoJitter);
}

Awaitable<bool> Sequence::begins_anew() {
  if (!agent_retry_ || !run_.options.repeat_for) co_return false;
  const Instant next = run_.world.now() + next_wait(run_, *run_.profile.pairs, rounds_);
  if (next >= run_.journal.started() + *run_.options.repeat_for) co_return false;
  run_.paths.pausing(next);
  co_await wait_until(run_, next);
  if (run_.stop.is_set()) co_return false;
  if (rounds_ > kRoundsKept) forget_round();
  round_begins_ = attempts_.size();
  agent_retry_.reset();
  co_return true;
}

void Sequence::forget_round() {
  for (std::size_t i = round_begins_; i < attempts_.size(); ++i) {
    run_.journal.forget(static_cast<int>(i) + 1);
  }
}

/// With it the tries end that nobody waits for any more.
void Sequence::end_of_all() {
  run_.no_more_attempts();
  run_.stop.set();
}

Awaitable<void> Sequence::go_on_when_over(Attempt& attempt, std::size_t next) {
  co_await attempt.wait_until_over();
  if (!goes_on_after(attempt)) next = run_.plan.attempts.size();
  co_await attempts_from(next);
}

void Sequence::log_attempt(const PlannedAttempt& planned) {
  run_.log("INF", agent_ended_ ? "The agent would go no further; its way via {0} is tried as its "
                                 "port was asked for."
                               : run_.profile.attempt_line, planned);
}

bool Sequence::goes_on_after(const Attempt& attempt) {
  const AttemptReport& report = attempt.report();
  if (!agent_ended_) agent_exit_ = attempt.opened();
  // The agent falls back while it opens, not when an open connection ends later.
  const bool opened = report.outcome == Outcome::ok || stage_called(report.stage).on_request;
  agent_ended_ = agent_ended_ || opened;
  return !run_.interrupted();
}

void Sequence::report(Report& report) const {
  for (const auto& attempt : attempts_) report.attempts.push_back(attempt->report());
  report.agent_exit = agent_exit_;
  report.agent_retry = agent_retry_;
}

}  // namespace edge::probe
