#include "simulator/commands/command_line.hpp"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <sstream>

#include "common/base/arguments.hpp"
#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/version.hpp"
#include "common/base/whole_number.hpp"

namespace edge::sim {
namespace {

constexpr const char* kExamples = R"(Examples:
  edgesim run scenarios                                every scenario, one line each
  edgesim run scenarios/everything-dropped.yaml        one of them: log lines, stages, verdict
  edgesim run scenarios --jobs 2 --junit results.xml   side by side, with a file for a CI server
  edgesim run scenarios --world lab --jobs 20          real packets in kernel namespaces, no root
  edgesim run X.yaml --world lab --pcap captures       and what each wire carried, for Wireshark
  edgesim run X.yaml --exec 'node agent.js'            your own agent in edgeprobe's place
  edgesim list faults                                  what can be broken, and with which parameters

A program of --exec finds these variables: EDGESIM_HUB, EDGESIM_AMQP_PORT, EDGESIM_WS_PORT,
EDGESIM_CA_FILE (also as NODE_EXTRA_CA_CERTS, SSL_CERT_FILE, REQUESTS_CA_BUNDLE); if the scenario
has an identity EDGESIM_CONNECTION_STRING_FILE and EdgeHubConnectionString; if it has a proxy
EDGESIM_HTTPS_PROXY (also as HTTPS_PROXY and https_proxy).

Exit codes of run: 0 all expectations met, 1 some not, 2 wrong usage, 3 could not be run.)";

constexpr const char* kListExamples = R"(Examples:
  edgesim list faults                                  names, what they do, their parameters
  edgesim list topologies                              the networks that scenarios begin with
  edgesim list topology-keys                           what a network of your own can say
  edgesim list scenarios docs/examples/agent           name and reason of each in a folder
  edgesim list personalities                           what edgesim hub can be)";

constexpr std::array<std::string_view, 5> kCommands = {"run", "list", "hub", "lab", "doctor"};

/// CLI::NonNegativeNumber would name its range with all 309 digits.
std::string seed_problem(const std::string& text) {
  const bool number = whole_number<std::uint64_t>(text).has_value();
  return number ? "" : "must be a whole number from 0 to 18446744073709551615";
}

/// Options that are understood once all are known.
struct Late {
  std::string world = "virtual", exec_limit = "2m";
};

void add_run(CLI::App& app, Command& command, Late& late) {
  auto* run = app.add_subcommand("run", "Run scenarios and hold the results against expectations");
  run->footer(kExamples);
  run->add_option("SCENARIO", command.scenarios, "Scenario files (.yaml), or folders of them")
      ->required();
  run->add_option("--world", late.world, "Where to run: computed, or in kernel namespaces")
      ->check(CLI::IsMember({"virtual", "lab"}))->capture_default_str();
  run->add_option("--seed", command.seed, "Seed of all randomness, instead of each scenario's own")
      ->check(seed_problem);
  run->add_option("--jobs", command.jobs, "Run so many scenarios side by side")
      ->check(CLI::Range(1, 256))->capture_default_str();
  run->add_option("-o,--output", command.format, "What to print")
      ->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  run->add_option("--junit", command.junit, "Write results in JUnit's form to this file as well")
      ->check(value_problem);
  run->add_flag("--full-length", command.full_length,
                "In the lab: the agent's own 30 s per attempt, not a scenario's shorter budget");
  run->add_option("--pcap", command.captures,
                  "In the lab: write what each wire carries to DIR/SCENARIO/WIRE.pcap")
      ->option_text("DIR")->check(value_problem);
  run->add_option("--exec", command.exec,
                  "Run CMD (sh -c) in the module's place in the lab instead of edgeprobe; its exit "
                  "code, duration and what the hub saw are held against `expect: exec`")
      ->option_text("CMD")->check(value_problem);
  run->add_option("--exec-limit", late.exec_limit,
                  "End it after this long, if it still runs: SIGTERM, and SIGKILL 2 s later")
      ->option_text("DURATION")->capture_default_str();
  run->add_flag("-v,--verbose", command.verbose,
                "Print each run's log, stages and verdict (the default for a single file)");
}

/// --exec is for the lab, so it need not be said; --world virtual would be ignored.
void understand(Command& command, const CLI::App& run, const Late& late) {
  const bool exec = !command.exec.empty();
  if (exec && run.count("--world") > 0 && late.world != "lab") {
    throw UsageError("--exec: a program can only run with --world lab");
  }
  command.lab = exec || late.world == "lab";
  const auto limit = parse_duration(late.exec_limit);
  if (!limit || *limit <= Duration{}) {
    throw UsageError("--exec-limit: must be a duration such as 30s or 2m, at most 24h");
  }
  if (!exec && run.count("--exec-limit") > 0) throw UsageError("--exec-limit: needs --exec");
  if (exec && command.full_length) throw UsageError("--full-length: is for edgeprobe, not --exec");
  command.exec_limit = *limit;
  if (!command.lab && command.full_length) throw UsageError("--full-length: needs --world lab");
  if (!command.lab && !command.captures.empty()) throw UsageError("--pcap: needs --world lab");
}

void add_list(CLI::App& app, Command& command) {
  auto* list = app.add_subcommand("list", "The rows of a table");
  list->add_option("WHAT", command.topic, "Which table")
      ->required()
      ->check(CLI::IsMember(
          {"faults", "scenarios", "topologies", "topology-keys", "personalities", "hub-errors",
           "routes"}));
  list->add_option("FOLDER", command.folder, "Where the scenarios are")->capture_default_str();
  list->add_flag("--markdown", command.markdown, "As a Markdown table");
  list->footer(kListExamples);
}

void add_doctor(CLI::App& app, Command& command) {
  auto* doctor = app.add_subcommand(
      "doctor", "Tries whether this machine can do what the lab needs, and says what enables it");
  doctor->add_option("-o,--output", command.format, "What to print")
      ->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  doctor->footer("It works in namespaces of its own and changes nothing. Exit codes: 0 the lab can "
                 "run\nhere, 3 it cannot.");
}

}  // namespace

Command parse_command_line(const std::vector<std::string>& arguments) {
  Command command;
  // Their own options are understood where they are: tests/cli holds that both agree.
  if (!arguments.empty() && (arguments.front() == "hub" || arguments.front() == "lab")) {
    command.action = arguments.front() == "hub" ? Action::hub : Action::lab;
    command.own_arguments.assign(arguments.begin() + 1, arguments.end());
    return command;
  }
  Late late;
  CLI::App app{"Simulated networks, hubs and faults to test edgeprobe in", "edgesim"};
  app.footer(kExamples);
  app.set_version_flag("--version", std::string{"edgesim "} + kVersion);
  app.require_subcommand(1);
  add_run(app, command, late);
  add_list(app, command);
  add_doctor(app, command);
  app.add_subcommand("lab", "A scenario's network to work in; see edgesim lab --help");
  app.add_subcommand("hub", "A hub on real sockets for real clients; see edgesim hub --help");
  if (arguments.empty()) throw UsageError("a command is missing\n\n" + app.help());
  refuse_unknown_command(arguments, kCommands);  // CLI11 would only say that one is required
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::Success& done) {
    std::ostringstream text;
    app.exit(done, text, text);
    command.text = text.str();
    return command;
  } catch (const CLI::ParseError& error) {
    throw UsageError(printable(error.what()));
  }
  if (app.got_subcommand("doctor")) {
    command.action = Action::doctor;
    return command;
  }
  command.action = app.got_subcommand("run") ? Action::run : Action::list;
  if (command.action == Action::run) understand(command, *app.get_subcommand("run"), late);
  return command;
}

}  // namespace edge::sim
