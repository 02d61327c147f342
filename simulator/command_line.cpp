#include "simulator/command_line.hpp"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <sstream>

#include "common/base/arguments.hpp"
#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/version.hpp"

namespace edge::sim {
namespace {

constexpr const char* kExamples = R"(Examples:
  edgesim run scenarios                                every scenario, one line each
  edgesim run scenarios/everything-dropped.yaml        one of them: log lines, stages, verdict
  edgesim run scenarios --jobs 2 --junit results.xml   side by side, with a file for a CI server
  edgesim run scenarios --world lab --jobs 20          real packets in kernel namespaces, no root
  edgesim run X.yaml --world lab --pcap captures       and what each wire carried, for Wireshark
  edgesim list faults                                  what can be broken, and with which parameters

Exit codes of run: 0 all expectations met, 1 some not, 2 wrong usage, 3 could not be run.)";

constexpr std::array<std::string_view, 3> kCommands = {"run", "list", "hub"};

/// CLI::NonNegativeNumber would name its range with all 309 digits.
std::string seed_problem(const std::string& text) {
  const bool number = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return number ? "" : "must be a whole number from 0 on";
}

void add_run(CLI::App& app, Command& command, std::string& world, std::string& exec) {
  auto* run = app.add_subcommand("run", "Run scenarios and hold the results against expectations");
  run->footer(kExamples);
  run->add_option("SCENARIO", command.scenarios, "Scenario files (.yaml), or folders of them")
      ->required();
  run->add_option("--world", world, "Where to run: computed, or in kernel namespaces")
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
  run->add_option("--exec", exec, "Run this command in the scenario's network (lab only)");
  run->add_flag("-v,--verbose", command.verbose,
                "Print each run's log, stages and verdict (the default for a single file)");
}

/// --exec belongs to the command line already, so that scripts written for it fail clearly here.
void understand_world(Command& command, const std::string& world, const std::string& exec) {
  if (!exec.empty()) throw UsageError("--exec: this build runs edgeprobe only");
  command.lab = world == "lab";
  if (!command.lab && command.full_length) throw UsageError("--full-length: needs --world lab");
  if (!command.lab && !command.captures.empty()) throw UsageError("--pcap: needs --world lab");
}

void add_list(CLI::App& app, Command& command) {
  auto* list = app.add_subcommand("list", "The rows of a table");
  list->add_option("WHAT", command.topic, "Which table")
      ->required()->check(CLI::IsMember({"faults", "scenarios", "topologies", "personalities"}));
  list->add_option("FOLDER", command.folder, "Where the scenarios are")->capture_default_str();
  list->add_flag("--markdown", command.markdown, "As a Markdown table");
}

}  // namespace

Command parse_command_line(const std::vector<std::string>& arguments) {
  Command command;
  // The hub's own options are understood where the hub is: tests/cli holds that both agree.
  if (!arguments.empty() && arguments.front() == "hub") {
    command.action = Action::hub;
    command.hub_arguments.assign(arguments.begin() + 1, arguments.end());
    return command;
  }
  std::string world = "virtual", exec;
  CLI::App app{"Simulated networks, hubs and faults to test edgeprobe in", "edgesim"};
  app.footer(kExamples);
  app.set_version_flag("--version", std::string{"edgesim "} + kVersion);
  app.require_subcommand(1);
  add_run(app, command, world, exec);
  add_list(app, command);
  app.add_subcommand("hub", "A hub on real sockets for real clients; see edgesim hub --help");
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
  understand_world(command, world, exec);
  command.action = app.got_subcommand("run") ? Action::run : Action::list;
  return command;
}

}  // namespace edge::sim
