// The ways of an agent tried at once instead of in its order, each once, for a verdict in seconds
// (--quick). Not the agent's times: those are sequence.hpp's.
#pragma once

#include <memory>
#include <vector>

#include "common/report/report.hpp"
#include "probe/attempt/attempt.hpp"

namespace edge::probe {

class SideBySide {
 public:
  explicit SideBySide(RunContext& run) : run_(run) {}
  /// Until every way that was begun has ended, or the run is interrupted.
  Awaitable<void> run();
  /// Fills in the attempts, and when the last of them was over.
  void report(Report& report) const;

 private:
  Awaitable<void> ways_from(std::size_t next);
  /// Where the first connects, the others end: the agent would not have come to them.
  Awaitable<void> open(Attempt& attempt, std::size_t next);
  /// Goes on when `attempt` has ended or comes no further.
  Awaitable<void> go_on_beside(Attempt& attempt, std::size_t next);
  bool connected() const;

  RunContext& run_;
  std::vector<std::unique_ptr<Attempt>> attempts_;
};

}  // namespace edge::probe
