// edgesim hub: the fake IoT hub on real sockets.
#include "simulator/commands/rows.hpp"
#include "simulator/hub_program/hub_command.hpp"

namespace edge::sim {
namespace {

constexpr const char* kHubExamples =
    R"~(Devices use the connection string of DIR/connection-string.txt (DIR: --state-dir) and trust
DIR/ca.pem. The control endpoint speaks HTTP; `edgesim list routes` shows what it can do:
  curl -H "Authorization: Bearer $(cat DIR/control-token.txt)" http://127.0.0.1:8090/devices)~";

CommandAction define_hub(CLI::App& app) {
  return [options = define_hub_options(app)](ProcessArguments&) {
    return run_hub_command(options());
  };
}

}  // namespace

constinit const CommandRow kHubCommand{
    .name = "hub",
    .what = "A fake IoT hub on real sockets: AMQP and AMQP over WebSocket, both over TLS",
    .examples = kHubExamples,
    .define = define_hub};

}  // namespace edge::sim
