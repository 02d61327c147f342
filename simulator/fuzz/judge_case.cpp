#include "simulator/fuzz/judge_case.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/verdicts.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/fuzz/draw.hpp"
#include "simulator/run/expectation.hpp"

namespace edge::sim {
namespace {

using std::chrono::seconds;

constexpr std::string_view kUndecided = "path-inconclusive";
/// Two attempts, each with its overrun, the slowest agent's look-up and the probe's last traces.
constexpr Duration kLongestRun = seconds{150};
constexpr Duration kClose = seconds{1};
constexpr std::string_view kClosed[] = {"amqp-port-dropped-on-path", "network-drops-everything"};

/// What a proxy says, or its silence, when the network behind or before it is broken.
constexpr std::string_view kOfProxies[] = {"proxy-denies", "proxy-unreachable",
                                           "proxy-no-answer"};

bool explains(const FaultStep& step, std::string_view code, bool by_proxy) {
  const auto* row = find_fault(fault_rows(), step.fault);
  if (!row || does_no_harm(step)) return false;
  if (by_proxy && std::ranges::find(kOfProxies, code) != std::end(kOfProxies)) {
    return row->needs == Needs::network;
  }
  return std::ranges::find(row->found_as, code) != row->found_as.end();
}

/// A site that lets the agent out by its proxy alone is closed to its other ways.
bool network_explains(const Scenario& scenario, std::string_view code) {
  return scenario.network.name == kClosedNetwork &&
         std::ranges::find(kClosed, code) != std::end(kClosed);
}

bool any_explains(const Scenario& scenario, std::string_view code) {
  if (network_explains(scenario, code)) return true;
  const bool by_proxy = scenario.probe.proxy.has_value();
  return std::ranges::any_of(scenario.timeline, [&](const FaultStep& step) {
    return explains(step, code, by_proxy);
  });
}

bool harms(const Scenario& scenario) {
  return !std::ranges::all_of(scenario.timeline, does_no_harm);
}

bool has_evidence(const Report& report, const Verdict& verdict) {
  return !verdict.evidence.empty() &&
         std::ranges::all_of(verdict.evidence, [&](int number) {
           return std::ranges::find(report.evidence, number, &Evidence::number) !=
                  report.evidence.end();
         });
}

/// Empty if nothing is.
std::string wrong_with(const AttemptReport& attempt) {
  const bool good = attempt.outcome == Outcome::ok;
  if (attempt.stage.empty()) return "has no stage";
  if (attempt.connected && !good) return "connected, and its last stage failed";
  if (attempt.end < attempt.begin) return "ends before it begins";
  return {};
}

}  // namespace

std::string_view name_of(Rating rating) {
  switch (rating) {
    case Rating::connected: return "connected";
    case Rating::right: return "right";
    case Rating::undecided: return "undecided";
    case Rating::wrong: return "wrong";
  }
  return {};
}

Rating rating_of(const Scenario& scenario, const Report& report) {
  const auto code = first_verdict(report);
  const auto* row = probe::find_verdict(code);
  const bool fine = row && row->severity == Severity::info;
  if (fine) return agent_succeeds(report) ? Rating::connected : Rating::wrong;
  if (agent_succeeds(report)) {
    // What ailed another way is a warning on this one, if it is there.
    return any_explains(scenario, code) ? Rating::connected : Rating::wrong;
  }
  if (any_explains(scenario, code)) return Rating::right;
  return code == kUndecided ? Rating::undecided : Rating::wrong;
}

std::vector<Violation> violations(const Scenario& scenario, const Report& report) {
  std::vector<Violation> found;
  const auto broken = [&](std::string rule, std::string what) {
    found.push_back({std::move(rule), std::move(what)});
  };
  if (report.ended > scenario.probe.begins + kLongestRun) {
    const auto took = std::chrono::round<seconds>(report.ended).count();
    broken("ends in time", fmt::format("took {} s", took));
  }
  for (const auto& attempt : report.attempts) {
    const auto wrong = wrong_with(attempt);
    if (!wrong.empty()) broken("attempts are whole", attempt.transport + " " + wrong);
  }
  for (const auto& verdict : report.verdicts) {
    if (!has_evidence(report, verdict)) broken("verdicts have evidence", verdict.code);
  }
  if ((report.exit_code == 0) != agent_succeeds(report)) {
    broken("the exit code tells success", fmt::format("exit code {}", report.exit_code));
  }
  const bool fine = !harms(scenario) && scenario.network.name != kClosedNetwork;
  if (fine && !agent_succeeds(report)) {
    broken("without a fault the agent connects", first_verdict(report));
  }
  if (rating_of(scenario, report) == Rating::wrong) {
    broken("nothing is invented", first_verdict(report));
  }
  return found;
}

bool is_close_call(const Report& report) {
  return std::ranges::any_of(report.evidence, [&](const Evidence& evidence) {
    const auto* attempt = attempt_of(report, evidence);
    const bool answered = evidence.outcome == Outcome::ok || evidence.outcome == Outcome::failed;
    return attempt && answered && attempt->outcome == Outcome::timed_out &&
           attempt->end - evidence.end < kClose;
  });
}

}  // namespace edge::sim
