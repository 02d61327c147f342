#include "simulator/lab_run/exec_runner.hpp"

#include <signal.h>

#include <utility>

#include "common/world/concurrency.hpp"
#include "common/world/spawn.hpp"
#include "simulator/lab/lab.hpp"
#include "simulator/lab/module_files.hpp"
#include "simulator/lab/node_process.hpp"
#include "simulator/lab_run/lab_timeline.hpp"
#include "simulator/run/expectation.hpp"

namespace edge::sim {
namespace {

constexpr Duration kFarewell = std::chrono::seconds{2};  // between SIGTERM and SIGKILL

/// Ends the process after `limit`; then waits to be cancelled.
Awaitable<void> stop_after(World& world, Duration limit, NodeProcess& process, bool& stopped) {
  co_await world.sleep_until(world.now() + limit);
  stopped = true;
  process.signal(SIGTERM);
  co_await world.sleep_until(world.now() + kFarewell);
  process.signal(SIGKILL);
  co_await world.sleep_until(Instant::max());
}

Awaitable<void> run_program(Lab& lab, std::string node, Duration begins, Duration limit,
                            NodeProgram program, ExecResult& result) {
  World& world = lab.world(node);
  co_await world.sleep_until(world.now() + begins);
  const Instant begun = world.now();
  NodeProcess process(lab.executor(), lab.where(node), std::move(program));
  std::optional<NodeProgramEnd> end;
  auto finishing = keep_result(process.finish(), end);
  co_await until_one_ends(std::move(finishing), stop_after(world, limit, process, result.stopped));
  result.lasted = world.now() - begun;
  result.exit_code = end->exit_code;
  result.output = std::move(end->output);
  result.left_out = end->left_out;
}

}  // namespace

ScenarioResult exec_in_lab(const Scenario& scenario, const ExecSettings& settings) {
  const auto phases = plan_lab_phases(scenario);
  const Topology& topology = phases.front().topology;
  const Node& node = topology.nodes.front();
  Captures captures(settings.captures, scenario);
  Lab lab(topology, scenario.seed);
  if (!settings.captures.empty()) lab.capture(captures);

  NodeProgram program;
  program.command = {"/bin/sh", "-c", settings.command};
  program.environment = settings.environment;
  program.files = node_files(node.resolver);
  lead_to_hub(program, probe_options(scenario, topology, lab.services().trusted_pem()));
  program.working_folder = settings.working_folder.string();
  program.one_output = true;
  program.kept = kKeptOutput;

  ScenarioResult result;
  auto& exec = result.exec.emplace();
  run_unless_told_to_end(
      lab, until_one_ends(run_program(lab, node.name, scenario.probe.begins, settings.limit,
                                      std::move(program), exec),
                          change_in_time(lab, phases)),
      settings.signals);
  exec.hub = result.hub = lab.services().hub_observations();
  result.virtual_time = exec.lasted;
  result.mismatches = mismatches(scenario.expect, exec);
  result.notes = captures.problems();
  return result;
}

}  // namespace edge::sim
