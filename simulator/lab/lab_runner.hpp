// Runs one scenario in the lab: real packets, real seconds, the shipped edgeprobe as a process of
// its own. What it finds must be what the virtual world finds under the same time budget.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "simulator/runner.hpp"

namespace edge::sim {

class Lab;

struct LabSettings {
  std::string probe;     // path of the edgeprobe program
  bool shorten = true;   // use the scenario's own `lab: attempt-timeout`
  /// A service by its name, and what takes its place before the probe begins; what that returns
  /// lives until the run's end. For tests with real daemons.
  std::string replaced;
  std::function<std::shared_ptr<void>(Lab&, const Service&)> replacement;
};

/// Kernel and scheduler add to every time: this much, and this share of it.
inline constexpr Duration kLabTolerance = std::chrono::milliseconds{150};
inline constexpr double kLabToleranceShare = 0.02;

/// Moves this process, for good, into namespaces of its own the first time. Throws as
/// run_scenario(), and std::runtime_error when this machine does not let it.
ScenarioResult run_in_lab(const Scenario& scenario, const LabSettings& settings);

}  // namespace edge::sim
