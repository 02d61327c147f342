// edgesim lab: its subcommands are read in simulator/lab_interactive.
#include "simulator/commands/rows.hpp"
#include "simulator/lab_interactive/lab_command.hpp"

namespace edge::sim {

constinit const CommandRow kLabCommand{
    .name = "lab",
    .what = "A scenario's network to work in; see edgesim lab --help",
    .examples = {},
    .own = run_lab_command,
    .describe = describe_lab_command};

}  // namespace edge::sim
