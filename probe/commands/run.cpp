// edgeprobe run: its options, and what becomes of them.
#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include "common/base/arguments.hpp"
#include "common/base/rows.hpp"
#include "common/world/real/environment.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/commands/carry_out_run.hpp"
#include "probe/commands/engine_called.hpp"
#include "probe/commands/rows.hpp"
#include "probe/commands/source.hpp"
#include "probe/output/outputs.hpp"
#include "probe/profiles/profiles.hpp"
#include "probe/vantage/vantage.hpp"

namespace edge::probe {
namespace {

/// Where the run is made.
struct VantageTexts {
  std::string vantage, engine;
};

std::vector<std::string> stage_names() {
  std::vector<std::string> names;
  for (const auto& row : stage_rows()) {
    if (!row.on_request) names.emplace_back(row.name);
  }
  return names;
}

/// How the options below are read is understand_run()'s; where it runs is not.
void add_vantage(CLI::App& run, VantageTexts& where) {
  run.add_option("--vantage", where.vantage,
                 fmt::format("From the host, in another network, without an image: {}; needs root",
                             fmt::join(names_of_rows(vantage_rows(), &VantageRow::form), ", ")))
      ->option_text("KIND:NAME")->check(value_problem);
  run.add_option("--engine", where.engine,
                 "The container engine's socket; else DOCKER_HOST, or Docker's, or podman's")
      ->check(value_problem);
}

void add_options(CLI::App& run, RunTexts& texts) {
  Options& options = texts.options;
  auto* hub = run.add_option("--hub", texts.hub, "The IoT hub's host name; no identity is used")
                  ->check(value_problem);
  run.add_option("--connection-string", texts.connection_string,
                  "@FILE, - for standard input, or the text itself (others may see it there)")
      ->excludes(hub)->check(value_problem);
  run.add_option("--until", options.until, "Stop after this stage")
      ->check(CLI::IsMember(stage_names()));
  run.add_option("--hold", texts.hold,
                 "Then keep the connection this long, e.g. 5m; idle or idle:10m: find instead for "
                 "how long the path keeps silent connections (up to 5m, or that), without identity")
      ->check(value_problem);
  run.add_option("--profile", texts.profile,
                 "Which agent to reproduce; else the one whose container this is, or today's")
      ->check(CLI::IsMember(names_of_rows(profiles(), &Profile::name)));
  run.add_option("--transport", texts.transport,
                 "The one way that is tried, as the variable UpstreamProtocol names it to an agent")
      ->check(CLI::IsMember(names_of_rows(transport_rows(), &TransportRow::name)));
  run.add_option("--for", texts.repeat_for,
                 "Where the agent begins anew after its ways have failed: go on so long, e.g. "
                 "10m; 2h at most")
      ->check(value_problem);
  run.add_flag("--quick", options.quick,
               "All ways at once, each once, 3.3 s of silence at most: a verdict in 4 s, not the "
               "agent's order and times");
  run.add_option("--attempt-timeout", texts.attempt_timeout, "Budget of one attempt (agent: 30s)")
      ->check(value_problem);
  run.add_flag("--plan", texts.plan, "Print every target and stage, send nothing");
  run.add_option("--port", texts.ports,
                 "TRANSPORT=N: the hub's port for a transport, which must be reached if no other "
                 "is named; repeatable")
      ->option_text("T=N")->check(value_problem);
  for (const auto& transport : transport_rows()) {
    if (transport.port_option.empty()) continue;
    const auto take = [&options, &transport](const std::uint16_t& port) {
      options.ports[std::string(transport.name)] = port;
    };
    const auto what = fmt::format("--port {}=N", transport.name);
    run.add_option_function<std::uint16_t>(std::string(transport.port_option), take, what)
        ->check(CLI::Range(1, 65535))->default_str(std::to_string(transport.default_port));
  }
  run.add_option("--address", texts.address, "Connect to this IP instead of resolving the name")
      ->check(value_problem);
  run.add_option("--dns", texts.dns, "Ask this name server, IP[:PORT], not resolv.conf's")
      ->check(value_problem);
  run.add_option("--proxy", texts.proxy,
                 "http://[user:password@]host:port for WebSocket, or none; else as the agent finds "
                 "it in its environment")
      ->check(value_problem);
  run.add_option("--proxy-credentials", texts.proxy_credentials, "@FILE with user:password")
      ->check(value_problem);
  run.add_option("--ca-file", options.ca_file,
                  "Trust these PEM certificates, not the system's (nor SSL_CERT_FILE)")
      ->check(value_problem);
  run.add_option("--second-dns", texts.second_dns,
                 "IP[:PORT] of another name server, to compare the answers with")
      ->check(value_problem);
  run.add_option("--control", texts.control, "IP:PORT of another host, to compare the path with")
      ->check(value_problem);
  run.add_option("-o,--output", texts.format, "What to print")
      ->check(CLI::IsMember(output_names()))->capture_default_str();
  run.add_option("--report", texts.reports, "FORMAT=PATH: write a report as well; repeatable")
      ->check(value_problem);
  run.add_flag("--mean-waits", options.mean_waits,
               "Between tries wait the mean of the agent's random waits, to compare runs");
  run.add_flag("--warnings-as-errors", options.warnings_as_errors,
                "Exit 1 on a degraded success too");
  run.add_flag("--trace-frames", options.trace_frames, "Log every AMQP frame, secrets removed");
}

/// Files, the environment and the engine are read first: what follows is in another network.
RunRequest understand_there(const RunTexts& texts, const OtherNetwork& vantage) {
  auto request = understand_run(
      texts, vantage.environment ? *vantage.environment : environment_variables(), read_secret);
  request.options.vantage = vantage.words;
  request.elsewhere = vantage.elsewhere;
  request.warnings.insert(request.warnings.begin(), vantage.warnings.begin(),
                          vantage.warnings.end());
  return request;
}

CommandAction define_run(CLI::App& app) {
  auto texts = std::make_shared<RunTexts>();
  auto where = std::make_shared<VantageTexts>();
  add_options(app, *texts);
  add_vantage(app, *where);
  return [texts, where](ProcessArguments& arguments) {
    std::optional<OtherNetwork> vantage;
    if (!where->vantage.empty()) {
      vantage = find_vantage(where->vantage, [&] { return engine_called(where->engine); },
                             texts->plan);
    }
    const auto request = vantage ? understand_there(*texts, *vantage)
                                 : understand_run(*texts, environment_variables(), read_secret);
    for (const auto& secret : request.secrets) arguments.wipe(secret.reveal());
    for (const auto& warning : request.warnings) write_error_line("edgeprobe", warning);
    if (vantage) enter(*vantage);
    return request.plan ? print_plan(request) : carry_out(request);
  };
}

}  // namespace

constinit const CommandRow kRunCommand{
    .name = "run",
    .what = "Connect as the agent does; say what is in the way",
    .examples = kExamples,
    .no_words = "name the hub with --hub HOST, or the device with --connection-string @FILE",
    .define = define_run};

}  // namespace edge::probe
