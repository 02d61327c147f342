#include "probe/run/side_by_side.hpp"

#include <algorithm>
#include <span>

#include "common/world/concurrency.hpp"
#include "probe/attempt/waits.hpp"

namespace edge::probe {
namespace {

/// A way that has come no further for so long is not waited for any more: with the limit of a stage
/// that makes less than 4 s. A healthy one that is slower than that loses nothing.
constexpr Duration kNoProgress = std::chrono::milliseconds{500};

}  // namespace

Awaitable<void> SideBySide::run() {
  co_await until_interrupted(run_, ways_from(0));
  run_.no_more_attempts();
  run_.stop.set();
}

/// Another way is no help to one that has connected, unless its port was asked for.
Awaitable<void> SideBySide::ways_from(std::size_t next) {
  const auto& planned = run_.plan.attempts;
  while (next < planned.size() && connected() && !planned[next].asked_for) ++next;
  if (next == planned.size() || run_.stop.is_set()) co_return;
  run_.log("INF", run_.profile.attempt_line, planned[next]);
  const auto number = static_cast<int>(attempts_.size()) + 1;
  attempts_.push_back(std::make_unique<Attempt>(run_, planned[next], number));
  Attempt& attempt = *attempts_.back();
  co_await both(open(attempt, next + 1), go_on_beside(attempt, next + 1));
}

Awaitable<void> SideBySide::open(Attempt& attempt, std::size_t next) {
  co_await attempt.open();
  const bool first = &attempt == attempts_.front().get();
  if (!first || attempt.report().outcome != Outcome::ok) co_return;
  const auto following = std::span(run_.plan.attempts).subspan(next);
  if (std::ranges::none_of(following, &PlannedAttempt::asked_for)) run_.stop.set();
}

Awaitable<void> SideBySide::go_on_beside(Attempt& attempt, std::size_t next) {
  const auto waited_for = [&] { return attempt.stage().begun + kNoProgress; };
  while (!attempt.over() && run_.world.now() < waited_for()) {
    co_await attempt.over_or(waited_for());
  }
  co_await ways_from(next);
}

bool SideBySide::connected() const {
  return std::ranges::any_of(attempts_, [](const auto& attempt) {
    return attempt->report().outcome == Outcome::ok;
  });
}

void SideBySide::report(Report& report) const {
  for (const auto& attempt : attempts_) {
    report.attempts.push_back(attempt->report());
    report.agent_exit = std::max(report.agent_exit, attempt->opened());
  }
}

}  // namespace edge::probe
