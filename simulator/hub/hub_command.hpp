// `edgesim hub`: the fake IoT hub on real sockets, for real clients. Not for scenarios: those run
// Hub in a World of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/world/endpoint.hpp"
#include "simulator/hub/hub_lines.hpp"

namespace edge::sim {

struct HubCommandOptions {
  IpAddress listen;  // loopback unless told otherwise
  std::uint16_t amqp_port = 5671;      // 0 picks one
  std::uint16_t websocket_port = 443;  // 0 picks one
  std::string host_name = "hub.test";
  std::string state_dir;               // required: its CA and identities, kept between starts
  std::string devices_file;            // JSON; empty: the state folder's own
  HubWatch watch;                      // what to print while it runs
  std::string help;                    // to print instead of running; normally empty
};

/// Throws UsageError.
HubCommandOptions parse_hub_command(const std::vector<std::string>& arguments);

/// Runs until SIGINT or SIGTERM. Prints one line of JSON when ready: amqp_port, ws_port, ca_file,
/// connection_string_file. Throws std::runtime_error that names what could not be set up.
int run_hub_command(const HubCommandOptions& options);

/// Both: what `edgesim hub ARGUMENTS...` does. Gives the exit code.
int run_hub_command(const std::vector<std::string>& arguments);

}  // namespace edge::sim
