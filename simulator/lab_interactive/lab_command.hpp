// `edgesim lab up|exec|shell|fault|status|down`: understands the arguments and carries them out.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace edge::sim {

/// Gives the exit code; for exec and shell that of the program. Throws UsageError, and
/// std::runtime_error that names what could not be set up.
int run_lab_command(const std::vector<std::string>& arguments);

/// Adds its subcommands and their options to `app`, which only describes them.
void describe_lab_command(CLI::App& app);

}  // namespace edge::sim
