// The command line of `edgesim hub` as a value.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/base/hub_ports.hpp"
#include "common/world/endpoint.hpp"
#include "simulator/hub_program/hub_lines.hpp"
#include "simulator/topology/hub_personality.hpp"

namespace CLI {
class App;
}

namespace edge::sim {

struct HubCommandOptions {
  IpAddress listen;  // loopback unless told otherwise
  std::uint16_t amqp_port = kAmqpPort;            // 0 picks one
  std::uint16_t websocket_port = kWebSocketPort;  // 0 picks one
  std::string host_name = "hub.test";
  std::string state_dir;               // required: what is kept between starts
  std::string devices_file;            // JSON; empty: the state folder's own
  HubPersonality personality = HubPersonality::hub_v1;
  HubWatch watch;                      // what to print while it runs
  std::vector<std::string> faults;     // "cbs-refused status=401"; from the start on

  bool control = true;                 // false: there is no control endpoint
  IpAddress control_listen;            // loopback unless told otherwise
  std::uint16_t control_port = 8090;   // 0 picks one

  std::string workload_socket;         // path; empty: there is no workload API

  HubLimits limits;
  std::uint64_t message_log_mib = 64;  // of accepted messages on disk; older ones go; 0: none
};

/// Adds the options to `app`. The result gives what was asked for once `app` has read them; throws
/// UsageError.
std::function<HubCommandOptions()> define_hub_options(CLI::App& app);

}  // namespace edge::sim
