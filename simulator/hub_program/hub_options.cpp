#include "simulator/hub_program/hub_options.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>
#include <memory>

#include "common/base/arguments.hpp"
#include "common/base/escape.hpp"
#include "common/base/host_name.hpp"
#include "common/base/rows.hpp"
#include "common/base/usage_error.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/hub/personality.hpp"

namespace edge::sim {
namespace {

/// As CLI11 fills it in; what is only text is understood once all is known.
struct Given {
  HubCommandOptions options;
  std::string listen = "127.0.0.1", control_listen = "127.0.0.1", personality = "hub-v1";
  bool no_control = false;
};

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

IpAddress parse_address(const char* option, const std::string& text) {
  ErrorCode error;
  const IpAddress address = boost::asio::ip::make_address(text, error);
  if (!error) return address;
  throw UsageError(std::string(option) + ": \"" + printable(text) + "\" is no IP address");
}

void add_port(CLI::App& app, const char* name, std::uint16_t& port, const std::string& what) {
  app.add_option(name, port, "Port of " + what + "; 0 picks one")
      ->check(CLI::Range(0, 65535))->capture_default_str();
}

void add_hub(CLI::App& app, Given& given) {
  HubCommandOptions& options = given.options;
  app.add_option("--listen", given.listen, "Address to listen on")->capture_default_str();
  add_port(app, "--amqp-port", options.amqp_port, "AMQP");
  add_port(app, "--ws-port", options.websocket_port, "AMQP over WebSocket");
  app.add_option("--host-name", options.host_name,
                 "Name in certificate and tokens; localhost needs no line in a hosts file")
      ->check(value_problem)->capture_default_str();
  app.add_option("--state-dir", options.state_dir,
                 "Its CA, identities, twins and messages; made when missing")
      ->check(value_problem)->capture_default_str();
  app.add_option("--devices", options.devices_file,
                 "JSON: [{\"deviceId\": \"...\", \"moduleId\": \"...\", \"key\": \"base64\"}]; "
                 "then changes of identities end with the hub")
      ->check(value_problem);
  const auto personalities = names_of_rows(personality_rows(), &PersonalityRow::name);
  app.add_option("--personality", given.personality, "Which hub to be")
      ->check(CLI::IsMember(personalities))->capture_default_str();
  app.add_option("--fault", options.faults,
                 "How to misbehave from the start on, such as \"cbs-refused status=401\" (a value "
                 "runs up to the next NAME=, without quotes); may be given more than once; "
                 "`edgesim list faults`")
      ->option_text("TEXT")->allow_extra_args(false);
  app.add_flag("--print-messages", options.watch.messages, "One line per message, either way");
  app.add_flag("--json", options.watch.json, "One line of JSON per telemetry message instead");
  app.add_flag("--trace-frames", options.watch.frames, "One line per AMQP frame, no secrets");
}

void add_control(CLI::App& app, Given& given) {
  app.add_option("--control-listen", given.control_listen, "Address of the control endpoint")
      ->capture_default_str();
  add_port(app, "--control-port", given.options.control_port, "the control endpoint");
  app.add_flag("--no-control", given.no_control, "No control endpoint");
  app.add_option("--workload-socket", given.options.workload_socket,
                 "Path of a socket that has IoT Edge's workload API, which signs with the keys of "
                 "the modules of the first device that has any; what a module's container has set "
                 "is in DIR/workload.env")
      ->check(value_problem);
}

/// A limit that is one number.
struct LimitRow {
  const char* option;
  std::size_t HubLimits::*value;
  int smallest, largest;
  const char* words;
};

constexpr LimitRow kLimits[] = {
    {"--max-connections", &HubLimits::connections, 1, 1'000'000,
     "TCP connections of devices at a time; of more, the oldest without an identity is closed"},
    {"--max-links", &HubLimits::endpoints, 4, 1'000'000,
     "Sessions and links of one connection at a time"},
    {"--max-identities", &HubLimits::identities, 1, 1'000'000,
     "Identities with a token on one connection"},
    {"--token-limit", &HubLimits::token_seconds, 1, 1'000'000,
     "Seconds that a connection may stay without a token or another proof of an identity"},
    {"--max-message-size", &HubLimits::message_size, 1024, 64 << 20,
     "Bytes of one message of a client; a larger one ends the connection"},
    {"--max-connection-buffer", &HubLimits::connection_buffer, 1024, 1 << 30,
     "Bytes of a connection's messages that are unfinished, or not taken by the client"},
    {"--max-buffers", &HubLimits::buffers, 1024, 1 << 30,
     "The same of all connections; then who has more than its share is closed"},
    {"--max-telemetry-size", &HubLimits::telemetry_size, 1024, 64 << 20,
     "Bytes of a message or batch to the cloud; a larger one is rejected"},
    {"--max-waiting", &HubLimits::waiting, 1, 10'000,
     "Messages from the cloud that wait for one identity"},
    {"--max-cloud-message-size", &HubLimits::cloud_message_size, 1024, 16 << 20,
     "Bytes of one of those"},
    {"--max-twin-size", &HubLimits::twin_half, 1024, 16 << 20,
     "Bytes of either half of a twin, as JSON"},
    {"--max-method-size", &HubLimits::method_size, 1024, 16 << 20,
     "Bytes of a method's payload, either way"},
};

void add_limits(CLI::App& app, HubCommandOptions& options) {
  for (const auto& row : kLimits) {
    app.add_option(row.option, options.limits.*row.value, row.words)
        ->check(CLI::Range(row.smallest, row.largest))->capture_default_str();
  }
  app.add_option("--message-log", options.message_log_mib,
                 "MiB of accepted messages to keep on disk; older ones go; 0: none")
      ->check(CLI::Range(0, 1'000'000))->capture_default_str();
}

HubCommandOptions understood(const Given& given) {
  HubCommandOptions options = given.options;
  options.listen = parse_address("--listen", given.listen);
  options.control_listen = parse_address("--control-listen", given.control_listen);
  options.personality = find_personality(given.personality)->personality;
  options.control = !given.no_control;
  if (options.state_dir.empty()) throw UsageError("hub: there is no HOME: give --state-dir");
  if (!is_host_name(options.host_name)) {
    throw UsageError("hub: --host-name '" + printable(options.host_name, 80) +
                     "' is no host name");
  }
  return options;
}

}  // namespace

std::function<HubCommandOptions()> define_hub_options(CLI::App& app) {
  const auto given = std::make_shared<Given>();
  given->options.state_dir = usual_state_dir();
  add_hub(app, *given);
  add_control(app, *given);
  add_limits(app, given->options);
  return [given] { return understood(*given); };
}

}  // namespace edge::sim
