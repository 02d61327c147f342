#include "simulator/lab/interactive/lab_command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

#include "common/base/arguments.hpp"
#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/lab/interactive/lab_client.hpp"
#include "simulator/lab/interactive/lab_server.hpp"
#include "simulator/lab/interactive/place.hpp"

namespace edge::sim {
namespace {

constexpr const char* kExamples = R"(Examples:
  edgesim lab up scenarios/healthy-bridge.yaml         builds it, prints its map, stays
and in another terminal:
  edgesim lab exec module -- ip route                  a program in a node
  edgesim lab shell host                               a shell in a node
  edgesim lab fault add port-dropped at=host           breaks it; edgesim list faults
  edgesim lab fault heal port-dropped
  edgesim lab status                                   the map again, with the faults
  edgesim lab down

Programs have the node's network, resolv.conf and hosts, no privilege, and the variables that
edgesim run --help lists. exec and shell exit as the program does.)";

struct LabArguments {
  std::string name = "lab", scenario, captures, node, fault;
  std::vector<std::string> parameters;  // "at=host"
  std::vector<std::string> command;     // behind "--"
};

void add_node(CLI::App& app, LabArguments& given) {
  app.add_option("NODE", given.node, "The node; edgesim lab status lists them")->required();
}

void add_commands(CLI::App& app, LabArguments& given) {
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(kExamples);
  app.add_option("--name", given.name, "Which lab, if several are up")->capture_default_str();
  auto* up = app.add_subcommand("up", "Builds a scenario's network and holds it until lab down, "
                                      "Ctrl-C or a signal; its timeline runs in real time");
  up->add_option("SCENARIO", given.scenario, "A scenario file")->required();
  up->add_option("--pcap", given.captures, "Write what each wire carries to DIR/SCENARIO/")
      ->option_text("DIR")->check(value_problem);
  auto* exec = app.add_subcommand("exec", "Runs a program in a node: exec NODE -- CMD...");
  add_node(*exec, given);
  add_node(*app.add_subcommand("shell", "Runs $SHELL in a node"), given);
  auto* fault = app.add_subcommand("fault", "Breaks the network, or heals it");
  fault->require_subcommand(1);
  fault->fallthrough();
  auto* add = fault->add_subcommand("add", "Adds a fault, with parameters as in a scenario");
  add->add_option("FAULT", given.fault, "Its name; edgesim list faults")->required();
  add->add_option("KEY=VALUE", given.parameters, "Its parameters; a list is a,b");
  auto* heal = fault->add_subcommand("heal", "Takes away every fault of a name");
  heal->add_option("FAULT", given.fault, "Its name")->required();
  app.add_subcommand("status", "Prints the map and the faults");
  app.add_subcommand("down", "Ends it");
}

Parameters parameters_of(const std::vector<std::string>& given) {
  Parameters parameters;
  for (const auto& each : given) {
    const auto equals = each.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw UsageError("'" + printable(each, 64) + "' is no KEY=VALUE");
    }
    const auto key = each.substr(0, equals);
    if (!parameters.emplace(key, each.substr(equals + 1)).second) {
      throw UsageError("'" + printable(key, 64) + "' is given twice");
    }
  }
  return parameters;
}

int hold(const LabArguments& given) {
  const auto scenario = load_scenario(given.scenario);
  const LabPlace place(given.name);  // outside the lab's namespaces, where clients look
  LiveLab live(scenario, given.captures, write_standard_output);
  write_standard_output(live.status());
  serve_lab(live, place.socket());
  write_standard_output("the lab is down\n");
  return 0;
}

std::string shell() {
  const auto variables = environment_variables();
  const auto set = variables.find("SHELL");
  return set == variables.end() || set->second.empty() ? "/bin/sh" : set->second;
}

int carry_out(const CLI::App& app, const LabArguments& given) {
  if (app.got_subcommand("up")) return hold(given);
  if (app.got_subcommand("exec")) {
    if (given.command.empty()) throw UsageError("lab exec: write -- CMD... behind the node");
    return run_in_lab_node(given.name, given.node, given.command);
  }
  if (app.got_subcommand("shell")) return run_in_lab_node(given.name, given.node, {shell()});
  if (app.got_subcommand("down")) {
    take_lab_down(given.name);
    return 0;
  }
  nlohmann::json request{{"do", "status"}};
  if (app.got_subcommand("fault")) {
    const bool add = app.get_subcommand("fault")->got_subcommand("add");
    request = {{"do", add ? "fault-add" : "fault-heal"},
               {"fault", given.fault},
               {"with", parameters_of(given.parameters)}};
  }
  write_standard_output(ask_lab(given.name, request));
  return 0;
}

}  // namespace

int run_lab_command(const std::vector<std::string>& arguments) {
  LabArguments given;
  const auto separator = std::ranges::find(arguments, "--");
  if (separator != arguments.end()) given.command.assign(separator + 1, arguments.end());
  CLI::App app{"A scenario's network as a place to work in", "edgesim lab"};
  add_commands(app, given);
  try {
    std::vector<std::string> own(arguments.begin(), separator);
    std::ranges::reverse(own);  // CLI11 takes them from the back
    app.parse(own);
  } catch (const CLI::Success& done) {
    std::ostringstream text;
    app.exit(done, text, text);
    write_standard_output(text.str());
    return 0;
  } catch (const CLI::ParseError& error) {
    throw UsageError("lab: " + printable(error.what()));
  }
  if (!given.command.empty() && !app.got_subcommand("exec")) {
    throw UsageError("lab: only exec takes a command behind --");
  }
  return carry_out(app, given);
}

}  // namespace edge::sim
