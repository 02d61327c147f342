// The attempts of an agent, in its order: each transport's when the one before has failed, and the
// end of all.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "common/report/report.hpp"
#include "probe/attempt/attempt.hpp"

namespace edge::probe {

class Sequence {
 public:
  explicit Sequence(RunContext& run) : run_(run) {}

  /// Until the agent is connected or has ended, or the run is interrupted.
  Awaitable<void> run();
  /// Fills in the attempts, and when the agent would have exited or connected.
  void report(Report& report) const;

 private:
  Awaitable<void> attempts_from(std::size_t next);
  Awaitable<void> go_on_when_over(Attempt& attempt, std::size_t next);
  void log_attempt(const PlannedAttempt& planned);
  /// Takes note of an attempt that is over. False: it was the last.
  bool goes_on_after(const Attempt& attempt);
  void all_have_failed();
  std::vector<std::string> exceptions_of_round() const;
  /// After all have failed: waits as the agent does. False: it ends there, or the run does.
  Awaitable<bool> begins_anew();
  void forget_round();
  void end_of_all();

  RunContext& run_;
  std::vector<std::unique_ptr<Attempt>> attempts_;
  int rounds_ = 0;            // of all its ways, that have failed
  std::size_t round_begins_ = 0;  // the first attempt of the latest
  bool agent_ended_ = false;  // where it would have; those that were asked for are still made
  Duration agent_exit_{};
  std::optional<Duration> agent_retry_;
};

}  // namespace edge::probe
