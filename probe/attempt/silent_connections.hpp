// Connections to the hub beside the agent's own, opened as it opens its, then left silent side by
// side, each for its own time; what is sent after that shows whether the path still keeps them.
// Not for which times, nor for what they show: probe/evidence/idle_limit.hpp.
#pragma once

#include <string>
#include <vector>

#include "common/report/details/idle.hpp"
#include "probe/attempt/connection.hpp"

namespace edge::probe {

/// How long an answer to what is sent after a silence is waited for: TCP has sent it four times
/// again by then (RFC 6298), so that random loss is not taken for an end.
inline constexpr Duration kIdlePatience = std::chrono::seconds{5};
/// Connections are opened so long after each other: no hub takes them for a flood.
inline constexpr Duration kIdleStagger = std::chrono::milliseconds{100};

class SilentConnections {
 public:
  /// Each is opened as `like` was, to the same address, up to its last stage of opening.
  explicit SilentConnections(const Connection& like);

  /// Opens one for each silence, which ascend, and adds to `found` what became of them. Ends when
  /// all have ended, when longer ones are not worth the wait, or with RunContext::stop.
  Awaitable<void> pass(std::vector<Duration> silences, IdleDetail& found);

 private:
  Awaitable<void> from(const std::vector<Duration>& silences, std::size_t index,
                       IdleDetail& found);
  Awaitable<void> one(Duration silence, Duration after, IdleDetail& found);
  Awaitable<bool> open(Connection& connection, IdleDetail& found);
  Awaitable<Silence> measure(Connection& connection, Duration silence);
  Awaitable<Result<void>> stay(Connection& connection, Instant until);
  Awaitable<Silence> ask(Connection& connection, Duration silence);
  bool over() const { return run_.stop.is_set() || enough_.is_set(); }

  RunContext& run_;
  const PlannedAttempt& plan_;
  const Endpoint peer_;
  const Instant begun_;
  std::optional<Instant> unseen_;  // nobody's watch counts for these
  Event settled_;                  // likewise
  std::size_t found_before_ = 0;   // this pass
  Event enough_;                   // it need not go on
};

}  // namespace edge::probe
