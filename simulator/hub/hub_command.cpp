#include "simulator/hub/hub_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <iostream>
#include <nlohmann/json.hpp>

#include "common/base/arguments.hpp"
#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/dns/message.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "simulator/hub/hub.hpp"
#include "simulator/hub/hub_files.hpp"

namespace edge::sim {
namespace {

constexpr int kLowestUnprivilegedPort = 1024;

/// Where programs keep what should outlive a restart (XDG Base Directory Specification).
std::string usual_state_dir() {
  const auto environment = environment_variables();
  if (const auto state = environment.find("XDG_STATE_HOME"); state != environment.end()) {
    return state->second + "/edgesim/hub";
  }
  if (const auto home = environment.find("HOME"); home != environment.end()) {
    return home->second + "/.local/state/edgesim/hub";
  }
  return {};
}

IpAddress parse_address(const std::string& text) {
  ErrorCode error;
  const IpAddress address = boost::asio::ip::make_address(text, error);
  if (error) throw UsageError("--listen: \"" + printable(text) + "\" is no IP address");
  return address;
}

std::string remedy(const ErrorCode& error, const HubCommandOptions& options) {
  const int lowest = std::min(options.amqp_port, options.websocket_port);
  if (error != boost::system::errc::permission_denied || lowest >= kLowestUnprivilegedPort) {
    return {};
  }
  return fmt::format(
      "; allow it with `sysctl -w net.ipv4.ip_unprivileged_port_start={0}` or `setcap "
      "cap_net_bind_service=+ep $(command -v edgesim)`, or choose others with --amqp-port and "
      "--ws-port", lowest);
}

std::unique_ptr<Hub> start(World& world, boost::asio::io_context& context, const Service& service,
                           const CertificateAuthority& authority,
                           const HubCommandOptions& options) {
  const IssuerLookup issuer = [&authority](const std::string&) -> const CertificateAuthority& {
    return authority;
  };
  try {
    return std::make_unique<Hub>(context.get_executor(), world, service, issuer);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error(error.what() + remedy(error.code(), options));
  }
}

}  // namespace

HubCommandOptions parse_hub_command(const std::vector<std::string>& arguments) {
  HubCommandOptions options;
  std::string listen = "127.0.0.1", personality = "hub-v1";
  options.state_dir = usual_state_dir();
  CLI::App app{"A fake IoT hub on real sockets: AMQP and AMQP over WebSocket, both over TLS",
               "edgesim hub"};
  app.add_option("--listen", listen, "Address to listen on")->capture_default_str();
  app.add_option("--amqp-port", options.amqp_port, "Port of AMQP; 0 picks one")
      ->check(CLI::Range(0, 65535))->capture_default_str();
  app.add_option("--ws-port", options.websocket_port, "Port of AMQP over WebSocket; 0 picks one")
      ->check(CLI::Range(0, 65535))->capture_default_str();
  app.add_option("--host-name", options.host_name, "Name in certificate and tokens")
      ->check(value_problem)->capture_default_str();
  app.add_option("--state-dir", options.state_dir, "Its CA and identities, made when missing")
      ->check(value_problem)->capture_default_str();
  app.add_option("--devices", options.devices_file,
                 "JSON: [{\"deviceId\": \"...\", \"moduleId\": \"...\", \"key\": \"base64\"}]")
      ->check(value_problem);
  app.add_option("--personality", personality, "Which hub to be")
      ->check(CLI::IsMember({"hub-v1"}))->capture_default_str();
  app.add_flag("--print-messages", options.watch.messages, "One line per message, either way");
  app.add_flag("--json", options.watch.json, "One line of JSON per telemetry message instead");
  app.add_flag("--trace-frames", options.watch.frames, "One line per AMQP frame, no secrets");
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);  // takes them from the back
  } catch (const CLI::CallForHelp&) {
    options.help = app.help();
    return options;
  } catch (const CLI::ParseError& error) {
    throw UsageError(std::string("hub: ") + error.what());
  }
  options.listen = parse_address(listen);
  if (options.state_dir.empty()) throw UsageError("hub: there is no HOME: give --state-dir");
  if (!is_host_name(options.host_name)) {
    throw UsageError("hub: --host-name '" + printable(options.host_name, 80) +
                     "' is no host name");
  }
  return options;
}

int run_hub_command(const HubCommandOptions& options) {
  boost::asio::io_context context{1};
  const auto world = make_real_world(context);
  const auto warn = [](const std::string& text) { std::cerr << "edgesim: " << text << "\n"; };
  HubFiles files(*world, options.state_dir, warn);
  Service service;
  service.name = "hub";
  service.address = options.listen;
  HubService behaviour;
  behaviour.host_name = options.host_name;
  behaviour.amqp_port = options.amqp_port;
  behaviour.websocket_port = options.websocket_port;
  behaviour.devices =
      options.devices_file.empty() ? files.own_devices() : read_devices(options.devices_file);
  const bool changed =
      files.write_connection_string(options.host_name, behaviour.devices.front());
  if (changed) warn(files.connection_string_file() + " now names another host or identity");
  service.behaviour = std::move(behaviour);

  auto hub = start(*world, context, service, files.authority(), options);
  watch_hub(hub->state(), options.watch, write_standard_output);
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  // Without the hub nothing is left to do, and run() returns once its connections have ended.
  signals.async_wait([&](const ErrorCode&, int) { hub.reset(); });
  const nlohmann::ordered_json ready{
      {"amqp_port", hub->amqp_endpoint().port},
      {"ws_port", hub->websocket_endpoint().port},
      {"ca_file", files.authority_file()},
      {"connection_string_file", files.connection_string_file()}};
  write_standard_output(ready.dump() + "\n");
  context.run();
  return 0;
}

int run_hub_command(const std::vector<std::string>& arguments) {
  const HubCommandOptions options = parse_hub_command(arguments);
  if (options.help.empty()) return run_hub_command(options);
  write_standard_output(options.help);
  return 0;
}

}  // namespace edge::sim
