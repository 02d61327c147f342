// `edgesim run`: scenarios from files, run in the world that was asked for, and their results.
#pragma once

#include "simulator/commands/command_line.hpp"

namespace edge::sim {

/// Runs command.scenarios and prints what came of them. Gives the exit code: 0, kNotMet or
/// kCouldNotRun. Throws UsageError for files that are no scenarios, before anything runs.
int run_scenarios(const Command& command);

}  // namespace edge::sim
