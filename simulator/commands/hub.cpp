// edgesim hub: its options are read in simulator/hub_program.
#include "simulator/commands/rows.hpp"
#include "simulator/hub_program/hub_command.hpp"

namespace edge::sim {

constinit const CommandRow kHubCommand{
    .name = "hub",
    .what = "A hub on real sockets for real clients; see edgesim hub --help",
    .examples = {},
    .own = run_hub_command};

}  // namespace edge::sim
