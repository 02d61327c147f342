#include "common/report/end_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/report/layout.hpp"

namespace edge {
namespace {

/// A test message was, whatever came of it: no agent sends one.
bool was_sent(const Report& report) {
  return !report.attempts.empty() && report.attempts.back().stage == MessageDetail::kind;
}

}  // namespace

bool was_held(const Report& report) {
  if (report.attempts.empty()) return false;
  const AttemptReport& last = report.attempts.back();
  return last.outcome == Outcome::ok && last.stage == HoldDetail::kind;
}

std::string agent_end_text(const Report& report) {
  const bool passed = agent_succeeds(report);
  const bool connected = std::ranges::any_of(report.attempts, &AttemptReport::connected);
  const std::string after = human_duration(report.agent_exit);
  if (report.quick) {
    return fmt::format("{} after {}, all ways at once, not in the agent's order and time",
                       passed ? connected ? "connected" : "as far as asked" : "failed", after);
  }
  if (report.attempt_timeout) {  // what the agent would do in its own time is not known
    return fmt::format("{} after {}, with {} for an attempt, not the agent's time",
                       connected ? passed ? "connected" : "the connection was lost"
                       : passed  ? "as far as asked"
                                 : "gave up",
                       after, human_duration(*report.attempt_timeout));
  }
  if (passed && agent_never_begins(report)) {
    return fmt::format("reached after {}, but the agent would not come to it: see the verdict",
                       after);
  }
  if (connected && !passed && was_sent(report)) {
    return fmt::format("the agent would be connected after {}; the test message was not accepted",
                       after);
  }
  if (connected && !passed) return "the agent would lose its connection after " + after;
  if (connected) return "the agent would be connected after " + after;
  if (passed) return "the agent would get on, as far as it was asked, after " + after;
  if (report.agent_retry) {
    const bool at_once = *report.agent_retry <= Duration{};
    return fmt::format("the agent would have failed after {} and try again {}", after,
                       at_once ? "at once" : "in " + human_duration(*report.agent_retry));
  }
  return "the agent would give up after " + after;
}

}  // namespace edge
