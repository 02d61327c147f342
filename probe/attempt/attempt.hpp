// One attempt: an agent's way to the hub by one transport, in as many tries as its library makes
// within the budget.
#pragma once

#include <optional>

#include "common/report/report.hpp"
#include "probe/attempt/connection.hpp"

namespace edge::probe {

class Attempt {
 public:
  /// `number` counts the attempts of a run from 1.
  Attempt(RunContext& run, const PlannedAttempt& plan, int number);

  /// Tries until one connects, a failure is not transient, or the budget ends it; where the budget
  /// is a wall, on beyond it until RunContext::stop.
  Awaitable<void> open();
  /// Until the agent goes on: open() has ended, or the wall is reached. Runs beside open().
  Awaitable<void> wait_until_over();

  bool over() const { return settled_.is_set(); }
  /// Until then, or until it is over.
  Awaitable<void> over_or(Instant until);
  /// The stage that is under way, or was the last.
  const StageUnderWay& stage() const { return stage_; }
  /// What it has come to; tries beyond the wall are still added.
  const AttemptReport& report() const { return report_; }
  /// Its failure was one that an agent with no other way ends with.
  bool fatal() const { return fatal_; }
  /// What the agent's log quotes of its last failure; empty if no such words are known.
  const std::string& exception() const { return exception_; }
  /// The end of opening, since the run's start: that a connection is then kept for as long as it
  /// was asked is no part of it.
  Duration opened() const { return opened_; }

 private:
  std::optional<Instant> end_of_try() const;
  std::optional<Duration> stage_limit() const;
  Awaitable<ConnectionEnd> make_try(int number);
  /// Waits for the next try. False: there is none.
  Awaitable<bool> wait_for_next(Retry retry, Instant last_begin);
  std::string exception_of(const ConnectionEnd& end) const;
  void add(const TryReport& made);
  void decide(const TryReport& made, const ConnectionEnd& first);

  RunContext& run_;
  const PlannedAttempt& plan_;
  int number_;
  Instant budget_ends_;
  std::optional<Instant> given_up_;  // at the wall
  Event settled_;                    // it connected or has ended
  Event ended_;
  AttemptReport report_;
  StageUnderWay stage_;
  int tries_ = 0;
  int throttled_ = 0;
  bool fatal_ = false;
  std::string exception_;
  Duration opened_{};
};

}  // namespace edge::probe
