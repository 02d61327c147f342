// `edgesim hub`: the fake IoT hub on real sockets, for real clients. Not for scenarios: those run
// Hub in a World of their own.
#pragma once

#include "simulator/hub_program/hub_options.hpp"

namespace edge::sim {

/// Runs until SIGINT or SIGTERM. Prints one line of JSON when ready: amqp_port, ws_port, ca_file,
/// connection_string_file, control_port, control_token_file, workload_env_file. Throws
/// std::runtime_error that names what could not be set up, and UsageError.
int run_hub_command(HubCommandOptions options);

}  // namespace edge::sim
