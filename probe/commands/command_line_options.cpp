#include "probe/commands/command_line_options.hpp"

#include "common/base/arguments.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/output/outputs.hpp"

namespace edge::probe {
namespace {

constexpr const char* kExamples = R"(Examples:
  edgeprobe run --hub contoso.azure-devices.net      how far does this network let the agent get?
  edgeprobe run --connection-string @device.txt      the whole sequence, with the device's identity
  edgeprobe run                                      in a module: credentials as it finds them
  edgeprobe run --hub ... --plan                     who would be contacted; sends nothing
  edgeprobe run --hub ... -o json --report text=r.txt  one report for a machine, one to read

Exit codes: 0 reached, 1 not reached (as the agent exits), 2 wrong usage, 3 edgeprobe failed.)";

std::vector<std::string> stage_names() {
  std::vector<std::string> names;
  for (const auto& row : stage_rows()) {
    if (row.name != "hold") names.emplace_back(row.name);
  }
  return names;
}

std::vector<std::string> profile_names() {
  std::vector<std::string> names;
  for (const auto& profile : profiles()) names.emplace_back(profile.name);
  return names;
}

void add_run(CLI::App& app, Command& command, OptionTexts& texts, bool& plan) {
  auto* run = app.add_subcommand("run", "Connect as the agent does; say what is in the way");
  run->footer(kExamples);
  Options& options = command.options;
  auto* hub = run->add_option("--hub", texts.hub, "The IoT hub's host name; no identity is used")
                  ->check(value_problem);
  run->add_option("--connection-string", texts.connection_string,
                  "@FILE, - for standard input, or the text itself (others may see it there)")
      ->excludes(hub)->check(value_problem);
  run->add_option("--until", options.until, "Stop after this stage")
      ->check(CLI::IsMember(stage_names()));
  run->add_option("--hold", texts.hold, "Then keep the connection this long, e.g. 5m")
      ->check(value_problem);
  run->add_option("--profile", options.profile, "Which agent to reproduce")
      ->check(CLI::IsMember(profile_names()))->capture_default_str();
  run->add_option("--attempt-timeout", texts.attempt_timeout, "Budget of one attempt (agent: 30s)")
      ->check(value_problem);
  run->add_flag("--plan", plan, "Print every target and stage, send nothing");
  run->add_option("--amqp-port", options.amqp_port, "Port of AMQP")
      ->check(CLI::Range(1, 65535))->capture_default_str();
  run->add_option("--ws-port", options.ws_port, "Port of AMQP over WebSocket")
      ->check(CLI::Range(1, 65535))->capture_default_str();
  run->add_option("--address", texts.address, "Connect to this IP instead of resolving the name")
      ->check(value_problem);
  run->add_option("--dns", texts.dns, "Ask this name server, IP[:PORT], not resolv.conf's")
      ->check(value_problem);
  run->add_option("--proxy", texts.proxy, "http://[user:password@]host:port, WebSocket leg only")
      ->check(value_problem);
  run->add_option("--proxy-credentials", texts.proxy_credentials, "@FILE with user:password")
      ->check(value_problem);
  run->add_option("--ca-file", options.ca_file,
                  "Trust these PEM certificates, not the system's (nor SSL_CERT_FILE)")
      ->check(value_problem);
  run->add_option("--control", texts.control, "IP:PORT of another host, to compare the path with")
      ->check(value_problem);
  run->add_option("-o,--output", command.format, "What to print")
      ->check(CLI::IsMember(output_names()))->capture_default_str();
  run->add_option("--report", texts.reports, "FORMAT=PATH: write a report as well; repeatable")
      ->check(value_problem);
  run->add_flag("--warnings-as-errors", options.warnings_as_errors,
                "Exit 1 on a degraded success too");
  run->add_flag("--trace-frames", options.trace_frames, "Log every AMQP frame, secrets removed");
}

void add_others(CLI::App& app, Command& command) {
  auto* explain = app.add_subcommand("explain", "What a verdict means and what to do about it");
  explain->add_option("CODE", command.topic, "A verdict's code; all of them if absent");
  auto* list = app.add_subcommand("list", "The rows of a table");
  list->add_option("WHAT", command.topic, "Which table")
      ->required()->check(CLI::IsMember({"verdicts", "stages", "profiles", "outputs"}));
  list->add_flag("--markdown", command.markdown, "As a Markdown table");
}

}  // namespace

void add_options(CLI::App& app, Command& command, OptionTexts& texts, bool& plan) {
  app.footer(kExamples);
  app.require_subcommand(1);
  add_run(app, command, texts, plan);
  add_others(app, command);
}

}  // namespace edge::probe
