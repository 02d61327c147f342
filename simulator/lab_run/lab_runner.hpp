// Runs one scenario in the lab: real packets, real seconds, the shipped edgeprobe as a process of
// its own. What it finds must be what the virtual world finds under the same time budget.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "common/world/real/end_signals.hpp"
#include "simulator/run/interprocess_lock.hpp"
#include "simulator/run/runner.hpp"

namespace edge::sim {

class Lab;

struct LabSettings {
  std::string probe;     // path of the edgeprobe program
  bool shorten = true;   // use the scenario's own `lab: attempt-timeout`
  /// Shared with runs side by side: one at a time starts, as most of the work is then and would
  /// make the others' times the machine's.
  InterprocessLock* lock = nullptr;
  std::filesystem::path captures;  // folder for a capture of every wire; empty: none
  const EndSignals* signals = nullptr;  // one that comes ends the run, by throwing; may be null
  /// A service by its name, and what takes its place before the probe begins; what that returns
  /// lives until the run's end. For tests with real daemons.
  std::string replaced;
  std::function<std::shared_ptr<void>(Lab&, const Service&)> replacement;
};

/// Kernel and scheduler add to every time: this much, and this share of it.
inline constexpr Duration kLabTolerance = std::chrono::milliseconds{150};
inline constexpr double kLabToleranceShare = 0.02;

/// So long after its probe's start a run has done the most of its work.
inline constexpr Duration kStartUp = std::chrono::milliseconds{500};

/// Moves this process, for good, into namespaces of its own the first time. Throws as
/// run_scenario(), and std::runtime_error when this machine does not let it.
ScenarioResult run_in_lab(const Scenario& given, const LabSettings& settings);

}  // namespace edge::sim
