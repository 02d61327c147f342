#include "simulator/lab_interactive/live_lab.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/version.hpp"
#include "simulator/lab/module_files.hpp"
#include "simulator/lab_interactive/lab_json.hpp"
#include "simulator/lab_interactive/lab_map.hpp"
#include "simulator/lab_run/lab_timeline.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/timeline.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

/// The first network of a scenario all of whose networks are possible.
Topology first_network(const Scenario& scenario) {
  return plan_lab_phases(scenario).front().topology;
}

}  // namespace

LiveLab::LiveLab(const Scenario& scenario, const std::filesystem::path& captures,
                 std::function<void(const std::string&)> tell)
    : tell_(std::move(tell)),
      live_(scenario),
      topology_(first_network(scenario)),
      captures_(captures, scenario),
      lab_(topology_, scenario.seed),
      begun_(lab_.now()) {
  if (!captures.empty()) lab_.capture(captures_);
}

std::string LiveLab::problems() {
  std::string text;
  for (const auto& problem : captures_.problems()) text += "note: " + problem + "\n";
  return text;
}

std::string LiveLab::status() {
  const auto name = topology_.nodes.front().name;
  return lab_map(topology_) + live_.faults_text(elapsed()) + problems() +
         fmt::format("up for {:.0f} s\n", std::chrono::duration<double>(elapsed()).count()) +
         fmt::format("try: edgesim lab exec {} -- sh -c 'edgeprobe run --ca-file "
                     "\"$EDGESIM_CA_FILE\"'\n", name);
}

nlohmann::json LiveLab::status_json() {
  auto document = lab_json(topology_);
  document["program"] = "edgesim";
  document["version"] = kVersion;
  document["scenario"] = live_.scenario().name;
  document["up_ms"] = in_milliseconds(elapsed());
  document["faults"] = faults_json(live_.scenario(), elapsed());
  document["problems"] = captures_.problems();
  return document;
}

/// All or nothing: what the kernel refuses half-way is taken back.
void LiveLab::become(const LiveScenario& wanted) {
  auto topology = wanted.topology_at(elapsed());
  refuse_other_clocks(topology_, topology);
  try {
    lab_.become(topology);
  } catch (...) {
    lab_.become(topology_);
    throw;
  }
  topology_ = std::move(topology);
  live_ = wanted;
}

std::string LiveLab::add_fault(const std::string& name, const Parameters& with) {
  auto wanted = live_;
  wanted.add(name, with, elapsed());
  become(wanted);
  tell_("fault " + name + " added\n");
  return live_.faults_text(elapsed());
}

std::string LiveLab::heal_fault(const std::string& name, const Parameters& with) {
  auto wanted = live_;
  wanted.heal(name, with, elapsed());
  become(wanted);
  tell_("fault " + name + " healed\n");
  return live_.faults_text(elapsed());
}

Awaitable<void> LiveLab::follow_timeline() {
  World& world = lab_.world(topology_.nodes.front().name);
  for (Duration done{};;) {
    // Faults that come by hand begin at once: they never make this wait for too long.
    const auto next = live_.next_change_after(done);
    co_await world.sleep_until(next ? begun_ + *next : Instant::max());
    done = *next;
    try {
      become(live_);
      tell_(fmt::format("{}: the timeline changes the network\n{}", duration_text(done),
                        live_.faults_text(elapsed())));
    } catch (const std::exception& error) {
      tell_(fmt::format("{}: the timeline cannot go on as written: {}\n", duration_text(done),
                        printable(error.what())));
    }
  }
}

NodeProgram LiveLab::program(const std::string& node, std::vector<std::string> command,
                             std::map<std::string, std::string> inherited) {
  const Node* place = edge::find_node(topology_, node);
  if (!place) {
    std::vector<std::string> names;
    for (const auto& each : topology_.nodes) names.push_back(each.name);
    throw UsageError(fmt::format("no node is called '{}'; there are: {}", printable(node, 64),
                                 fmt::join(names, ", ")));
  }
  const auto options = probe_options(live_.scenario(), topology_, lab_.services().trusted_pem());
  NodeProgram program;
  program.command = std::move(command);
  program.environment = std::move(inherited);
  program.files = node_files(place->resolver);
  lead_to_hub(program, options);
  return program;
}

}  // namespace edge::sim
