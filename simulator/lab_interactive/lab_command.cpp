#include "simulator/lab_interactive/lab_command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

#include "common/base/arguments.hpp"
#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/base/usage_error.hpp"
#include "common/program/argument_hints.hpp"
#include "common/program/command_line.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/lab_interactive/lab_client.hpp"
#include "simulator/lab_interactive/lab_json.hpp"
#include "simulator/lab_interactive/lab_server.hpp"
#include "simulator/lab_interactive/place.hpp"
#include "simulator/run/load_scenario.hpp"

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

constexpr const char* kUpExamples = R"(Examples:
  edgesim lab up scenarios/vpn-full-tunnel-drops.yaml
  edgesim lab up X.yaml --name second --pcap captures  beside another lab; what its wires carry
  edgesim lab up X.yaml -o json                        for programs: a line of JSON once it is up,
                                                       and one for each change)";

constexpr const char* kExecExamples = R"(Examples:
  edgesim lab exec module -- ip route
  edgesim lab exec module -- sh -c 'edgeprobe run --ca-file "$EDGESIM_CA_FILE"'
  edgesim lab exec --name second hub -- ss -tn

Exits as the program does: 128 + N if signal N ended it, 127 if there is no such program, 126 if it
cannot be executed; 2 wrong usage, 3 the lab failed.)";

constexpr const char* kAddExamples = R"(Examples:
  edgesim lab fault add port-dropped at=host port=443
  edgesim lab fault add wire-quality from=host to=site-router loss=2% delay=80ms
  edgesim lab fault add vpn-full-tunnel style=wg-quick egress=drop)";

constexpr const char* kHealExamples = R"(Examples:
  edgesim lab fault heal port-dropped                  every one of that name
  edgesim lab fault heal port-dropped port=443         those with this parameter
  edgesim lab fault heal 2                             the one that lab status gives this number)";

const std::string kExecWithoutCommand =
    "lab exec: write -- CMD... behind the node, as in: edgesim lab exec module -- ip route";

struct LabArguments {
  std::string name = "lab", scenario, captures, node, fault, format = "text";
  std::vector<std::string> parameters;  // "at=host"
  std::vector<std::string> command;     // behind "--"
};

void add_node(CLI::App& app, LabArguments& given) {
  app.add_option("NODE", given.node, "The node; edgesim lab status lists them")->required();
}

void add_format(CLI::App& app, LabArguments& given) {
  app.add_option("-o,--output", given.format, "What to print")
      ->check(CLI::IsMember({"text", "json"}))->capture_default_str();
}

void add_fault_commands(CLI::App& app, LabArguments& given) {
  auto& fault = add_subcommand(app, "fault", "Breaks the network, or heals it", {});
  fault.require_subcommand(1);
  fault.fallthrough();
  auto& add = add_subcommand(fault, "add", "Adds a fault, with parameters as in a scenario",
                             kAddExamples);
  add.add_option("FAULT", given.fault, "Its name; edgesim list faults")->required();
  add.add_option("KEY=VALUE", given.parameters, "Its parameters; a list is a,b");
  auto& heal = add_subcommand(fault, "heal", "Takes faults away", kHealExamples);
  heal.add_option("FAULT", given.fault, "Its name, or its number in lab status")->required();
  heal.add_option("KEY=VALUE", given.parameters, "Only those of that name that have these");
}

void add_commands(CLI::App& app, LabArguments& given) {
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--name", given.name, "Which lab, if several are up")->capture_default_str();
  auto& up = add_subcommand(app, "up", "Builds a scenario's network and holds it until lab down, "
                                       "Ctrl-C or a signal; its timeline runs in real time",
                            kUpExamples);
  up.add_option("SCENARIO", given.scenario, "A scenario file")->required();
  up.add_option("--pcap", given.captures, "Write what each wire carries to DIR/SCENARIO/")
      ->option_text("DIR")->check(value_problem);
  add_format(up, given);
  add_node(add_subcommand(app, "exec", "Runs a program in a node: exec NODE -- CMD...",
                          kExecExamples), given);
  add_node(add_subcommand(app, "shell", "Runs $SHELL in a node",
                          "Example:\n  edgesim lab shell module"), given);
  add_fault_commands(app, given);
  add_format(add_subcommand(app, "status", "Prints the map and the faults",
                            "Examples:\n  edgesim lab status\n"
                            "  edgesim lab status -o json | jq .faults"), given);
  add_subcommand(app, "down", "Ends it and what runs in it",
                 "Example:\n  edgesim lab down --name second");
}

/// As a message to the lab: {"at": "host"}.
nlohmann::json parameters_json(const std::string& fault, const std::vector<std::string>& given) {
  try {
    auto with = nlohmann::json::object();
    for (const auto& [name, value] : parse_fault_parameters(fault, given)) {
      with[name] = json_of(value);
    }
    return with;
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

/// `note`: what has just happened.
std::string status_line(LiveLab& live, std::string note) {
  while (note.ends_with('\n')) note.pop_back();
  auto document = live.status_json();
  document["note"] = std::move(note);
  return json_text(document) + "\n";
}

int hold(const LabArguments& given) {
  const auto scenario = load_scenario(given.scenario);
  if (!given.captures.empty()) prepare_captures(given.captures);
  Descriptor asked_down;  // outlives all of the lab
  std::optional<LabPlace> place(given.name);  // outside the lab's namespaces, where clients look
  const bool json = given.format == "json";
  LiveLab* lab = nullptr;
  LiveLab live(scenario, given.captures, [&](const std::string& note) {
    write_standard_output(json ? status_line(*lab, note) : note);
  });
  lab = &live;
  write_standard_output(json ? status_line(live, "up") : live.status());
  asked_down = serve_lab(live, place->socket());
  place.reset();
  std::cerr << printable_lines(live.problems());
  if (!json) write_standard_output("the lab is down\n");
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
    if (given.command.empty()) throw UsageError(kExecWithoutCommand);
    return run_in_lab_node(given.name, given.node, given.command);
  }
  if (app.got_subcommand("shell")) return run_in_lab_node(given.name, given.node, {shell()});
  if (app.got_subcommand("down")) {
    take_lab_down(given.name);
    return 0;
  }
  nlohmann::json request{{"do", "status"}, {"format", given.format}};
  if (app.got_subcommand("fault")) {
    const bool add = app.get_subcommand("fault")->got_subcommand("add");
    request = {{"do", add ? "fault-add" : "fault-heal"},
               {"fault", given.fault},
               {"with", parameters_json(given.fault, given.parameters)}};
  }
  write_standard_output(ask_lab(given.name, request));
  return 0;
}

}  // namespace

void describe_lab_command(CLI::App& app) {
  static LabArguments nothing_is_read;
  add_commands(app, nothing_is_read);
}

int run_lab_command(const std::vector<std::string>& arguments) {
  LabArguments given;
  const auto separator = std::ranges::find(arguments, "--");
  if (separator != arguments.end()) given.command.assign(separator + 1, arguments.end());
  const auto app = make_command_line("edgesim lab", "A scenario's network as a place to work in",
                                     kExamples);
  add_commands(*app, given);
  if (arguments.empty()) throw UsageError("lab: a command is missing\n\n" + app->help());
  const auto of_unexpected = [&](const std::string& sentence) {
    const bool command = app->got_subcommand("exec") && given.command.empty();
    return command ? kExecWithoutCommand : "lab: " + sentence + option_hint(*app);
  };
  if (!read_arguments(*app, {arguments.begin(), separator}, of_unexpected)) return 0;
  if (!given.command.empty() && !app->got_subcommand("exec")) {
    throw UsageError("lab: only exec takes a command behind --");
  }
  return carry_out(*app, given);
}

}  // namespace edge::sim
