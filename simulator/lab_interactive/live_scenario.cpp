#include "simulator/lab_interactive/live_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/lab/lab_contradictions.hpp"
#include "simulator/run/timeline.hpp"

namespace edge::sim {
namespace {

bool active(const FaultStep& step, Duration at) {
  return step.at <= at && (!step.until || at < *step.until);
}

/// To the millisecond: what a person reads.
std::string time_text(Duration at) {
  return duration_text(std::chrono::duration_cast<std::chrono::milliseconds>(at));
}

std::string text_of(std::size_t number, const FaultStep& step) {
  auto text = fmt::format("{} {}{}", number, step.fault, parameters_text(step.with));
  text += ", since " + time_text(step.at);
  return text + (step.until ? ", until " + time_text(*step.until) : "");
}

/// Each of `wanted`, whatever the order of a list.
bool has_all(const Parameters& given, const Parameters& wanted) {
  const auto items = [](const Written& written) {
    auto list = list_items(written);
    std::ranges::sort(list);
    return list;
  };
  return std::ranges::all_of(wanted, [&](const auto& parameter) {
    const auto found = given.find(parameter.first);
    return found != given.end() && items(found->second) == items(parameter.second);
  });
}

}  // namespace

Topology LiveScenario::topology_at(Duration at) const {
  return sim::topology_at(scenario_, fault_rows(), at, lab_contradictions);
}

void LiveScenario::add(const std::string& fault, const Parameters& with, Duration at) {
  if (!find_fault(fault_rows(), fault)) throw UsageError(unknown_fault(fault));
  FaultStep step;
  step.at = at;
  step.fault = fault;
  step.with = with;
  LiveScenario changed = *this;
  changed.scenario_.timeline.push_back(std::move(step));
  changed.topology_at(at);
  *this = std::move(changed);
}

void LiveScenario::heal(const std::string& fault, const Parameters& with, Duration at) {
  LiveScenario changed = *this;
  std::vector<std::string> others;
  bool found = false;
  auto& timeline = changed.scenario_.timeline;
  for (std::size_t i = 0; i < timeline.size(); ++i) {
    auto& step = timeline[i];
    if (!active(step, at)) continue;
    others.push_back(text_of(i + 1, step));
    const bool numbered = fault == std::to_string(i + 1) && with.empty();
    const bool named = step.fault == fault && has_all(step.with, with);
    if (!numbered && !named) continue;
    step.until = at;
    found = true;
  }
  if (!found) {
    const auto wanted = "'" + printable(fault, 64) + "'" + parameters_text(with);
    if (others.empty()) others.emplace_back("none");
    throw UsageError(fmt::format("no fault {} is active; active: {}", wanted,
                                 fmt::join(others, "; ")));
  }
  changed.topology_at(at);
  *this = std::move(changed);
}

std::optional<Duration> LiveScenario::next_change_after(Duration at) const {
  std::optional<Duration> next;
  const auto consider = [&](Duration change) {
    if (change > at && (!next || change < *next)) next = change;
  };
  for (const auto& step : scenario_.timeline) {
    consider(step.at);
    if (step.until) consider(*step.until);
  }
  return next;
}

std::string LiveScenario::faults_text(Duration at) const {
  std::string now, later;
  for (std::size_t i = 0; i < scenario_.timeline.size(); ++i) {
    const auto& step = scenario_.timeline[i];
    if (active(step, at)) now += "  " + text_of(i + 1, step) + "\n";
    if (step.at > at) later += "  " + text_of(i + 1, step) + "\n";
  }
  auto text = now.empty() ? std::string("no fault is active\n") : "faults\n" + now;
  return later.empty() ? text : text + "faults to come\n" + later;
}

}  // namespace edge::sim
