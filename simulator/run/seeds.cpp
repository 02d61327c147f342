#include "simulator/run/seeds.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "simulator/run/expectation.hpp"
#include "simulator/run/trace_hash.hpp"

namespace edge::sim {

ScenarioResult run_each_seed(const Scenario& scenario,
                             const std::function<ScenarioResult(const Scenario&)>& run) {
  if (scenario.seeds == 1) return run(scenario);
  ScenarioResult all;
  TraceHash trace;
  Scenario one = scenario;
  one.seeds = 1;
  for (int i = 0; i < scenario.seeds; ++i, ++one.seed) {
    auto result = run(one);
    trace.add(result.trace);
    all.virtual_time += result.virtual_time;
    const auto verdict = first_verdict(result.report);
    if (std::ranges::count(all.verdicts, verdict) == 0) all.verdicts.push_back(verdict);
    all.machine_late = std::max(all.machine_late, result.machine_late);
    for (const auto& line : result.unjudged_times) {
      all.unjudged_times.push_back(fmt::format("seed {}: {}", one.seed, line));
    }
    const bool first_to_fail = all.mismatches.empty() && !result.mismatches.empty();
    for (const auto& line : result.mismatches) {
      all.mismatches.push_back(fmt::format("seed {}: {}", one.seed, line));
    }
    if (i > 0 && !first_to_fail) continue;
    all.report = std::move(result.report);
    all.hub = result.hub;
  }
  all.trace = trace.text();
  return all;
}

}  // namespace edge::sim
