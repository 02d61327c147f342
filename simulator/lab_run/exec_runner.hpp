// Runs a user's own program in a scenario's network, in place of edgeprobe, and holds its exit
// code, its duration and what the hub saw against the expectations. Not for edgeprobe itself.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "common/world/real/end_signals.hpp"
#include "simulator/run/runner.hpp"

namespace edge::sim {

struct ExecSettings {
  std::string command;                             // for sh -c
  Duration limit = std::chrono::minutes{2};        // then SIGTERM, and soon SIGKILL
  std::map<std::string, std::string> environment;  // what it inherits
  std::filesystem::path working_folder;            // where it starts
  std::filesystem::path captures;                  // as LabSettings
  const EndSignals* signals = nullptr;             // as LabSettings
};

inline constexpr std::size_t kKeptOutput = 64 * 1024;  // bytes of what it prints

/// The result's report is empty. Moves this process into namespaces and throws as run_in_lab().
ScenarioResult exec_in_lab(const Scenario& scenario, const ExecSettings& settings);

}  // namespace edge::sim
