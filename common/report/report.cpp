#include "common/report/report.hpp"

#include <algorithm>

namespace edge {
namespace {

bool is_ok(const AttemptReport& attempt) { return attempt.outcome == Outcome::ok; }

bool succeeds(const Report& report, const std::string& transport) {
  return std::ranges::any_of(report.attempts, [&](const AttemptReport& attempt) {
    return attempt.transport == transport && is_ok(attempt);
  });
}

}  // namespace

bool agent_succeeds(const Report& report) { return std::ranges::any_of(report.attempts, is_ok); }

bool asked_for_reached(const Report& report) {
  if (std::ranges::none_of(report.targets, &Target::asked_for)) return agent_succeeds(report);
  return std::ranges::all_of(report.targets, [&](const Target& target) {
    return !target.asked_for || succeeds(report, target.transport);
  });
}

}  // namespace edge
