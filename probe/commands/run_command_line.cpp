#include "probe/commands/run_command_line.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

#include "common/base/arguments.hpp"
#include "common/base/rows.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/identity/sources.hpp"
#include "probe/profiles/profiles.hpp"

namespace edge::probe {
namespace {

std::vector<std::string> stage_names() {
  std::vector<std::string> names;
  for (const auto& row : stage_rows()) {
    if (!row.on_request) names.emplace_back(row.name);
  }
  return names;
}

/// Which hub, and who connects to it.
void add_identity_options(CLI::App& run, RunTexts& texts) {
  auto* hub = run.add_option("--hub", texts.hub, "The IoT hub's host name; no identity is used")
                  ->check(value_problem);
  auto* given =
      run.add_option("--connection-string", texts.connection_string,
                     "@FILE, - for standard input, or the text itself (others may see it there)")
          ->excludes(hub)->check(value_problem);
  run.add_option("--identity", texts.identity,
                 fmt::format("Look for hub and identity on this device: {}; goes as far as cbs",
                             fmt::join(names_of_rows(identity_rows(), &IdentityRow::form), ", ")))
      ->option_text("KIND[:NAME]")->excludes(hub)->excludes(given)->check(value_problem);
  run.add_option("--cert", texts.certificate,
                 "PEM file of the certificate that proves the identity, whose connection string "
                 "has x509=true")
      ->check(value_problem);
  run.add_option("--key", texts.key, "PEM file of its key, without a passphrase")
      ->check(value_problem);
}

}  // namespace

void add_run_options(CLI::App& run, RunTexts& texts) {
  Options& options = texts.options;
  add_identity_options(run, texts);
  run.add_option("--until", options.until, "Stop after this stage")
      ->check(CLI::IsMember(stage_names()));
  run.add_option("--hold", texts.hold,
                 "Then keep the connection this long, e.g. 5m; idle or idle:10m: find instead for "
                 "how long the path keeps silent connections (up to 5m, or that), without identity")
      ->check(value_problem);
  run.add_flag("--send-test-message", options.test_message,
               "Once the link stands, send one telemetry message and wait for what the hub makes "
               "of it; the hub routes it as any other");
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
                 "http://[user:password@]host:port for WebSocket, @FILE with it, or none; else as "
                 "the agent finds it in its environment")
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
  run.add_flag("--mean-waits", options.mean_waits,
               "Between tries wait the mean of the agent's random waits, to compare runs");
  run.add_flag("--warnings-as-errors", options.warnings_as_errors,
                "Exit 1 on a degraded success too");
  run.add_flag("--trace-frames", options.trace_frames, "Log every AMQP frame, secrets removed");
}

}  // namespace edge::probe
