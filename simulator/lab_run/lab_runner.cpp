#include "simulator/lab_run/lab_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "common/dns/resolv_conf_text.hpp"
#include "common/report/json.hpp"
#include "common/world/concurrency.hpp"
#include "common/world/spawn.hpp"
#include "probe/host/read_host_state.hpp"
#include "simulator/host_view/host_verdict.hpp"
#include "simulator/lab/lab.hpp"
#include "simulator/lab/module_files.hpp"
#include "simulator/lab/node_process.hpp"
#include "simulator/lab_run/lab_timeline.hpp"
#include "simulator/lab_run/machine_lateness.hpp"
#include "simulator/run/expectation.hpp"

namespace edge::sim {
namespace {

/// The same options as the virtual world's probe, as its command line.
NodeProgram probe_program(const probe::Options& options, const LabSettings& settings,
                          const ResolverConfig& resolver) {
  NodeProgram program;
  program.files = node_files(resolver);
  const auto file = [&](const std::string& name, std::string text) {
    program.files[name] = std::move(text);
    return kProgramFiles + name;
  };
  auto& command = program.command;
  command = {settings.probe, "run", "-o", "json", "--profile", options.profile, "--mean-waits",
             "--ca-file", file("ca.pem", options.ca_pem())};
  const auto add = [&](const std::string& name, const std::string& value) {
    command.insert(command.end(), {name, value});
  };
  for (const auto& [transport, port] : options.ports) {
    add("--port", fmt::format("{}={}", transport, port));
  }
  if (!options.identity) {
    add("--hub", options.hub);
  } else if (options.credential_source == probe::CredentialSource::environment) {
    program.environment["EdgeHubConnectionString"] = identity_text(*options.identity);
  } else {
    const auto path = file("identity", identity_text(*options.identity));
    add("--connection-string", fmt::format("@{}", path));
  }
  if (!options.until.empty()) add("--until", options.until);
  if (!options.transports.empty()) add("--transport", options.transports.front());
  const auto add_time = [&](const std::string& name, const std::optional<Duration>& time) {
    if (time) add(name, fmt::format("{}ms", time->count() / 1'000'000));
  };
  if (options.quick) command.emplace_back("--quick");
  add_time("--attempt-timeout", options.attempt_timeout);
  add_time("--for", options.repeat_for);
  if (options.test_message) command.emplace_back("--send-test-message");
  add_time("--hold", options.hold);
  if (options.idle_up_to) add("--hold", "idle:" + duration_text(*options.idle_up_to));
  if (options.proxy) {
    add("--proxy", fmt::format("http://{}:{}", options.proxy->host, options.proxy->port));
    if (!options.proxy->user.empty()) {
      const auto credentials =
          fmt::format("{}:{}", options.proxy->user, options.proxy->password.reveal());
      add("--proxy-credentials", fmt::format("@{}", file("proxy", credentials)));
    }
  }
  return program;
}

Report report_of(const NodeProgramEnd& end) {
  if (end.exit_code != 0 && end.exit_code != 1) {
    throw std::runtime_error(fmt::format("edgeprobe exited with {}: {}", end.exit_code,
                                         printable(end.errors, 2000)));
  }
  return report_from_json(nlohmann::ordered_json::parse(end.output));
}

/// Some failed at once and some only after a repeated SYN, as where a router rations its ICMP
/// errors: then what the traces have used up decides how long the others take.
bool answers_are_rationed(const AttemptReport& attempt) {
  constexpr Duration kAtOnce = std::chrono::milliseconds{500};
  const auto at_once = [&](const TryReport& one) { return one.end - one.begin < kAtOnce; };
  return std::ranges::any_of(attempt.tries, at_once) &&
         !std::ranges::all_of(attempt.tries, at_once);
}

/// None if their number is not sure: one begins so near the end of the attempt that a late machine
/// changes it, or the network decides.
std::optional<int> certain_tries(const AttemptReport& attempt, Duration machine_late) {
  const auto share = std::chrono::duration_cast<Duration>(attempt.end * kLabToleranceShare);
  const bool doubtful = std::ranges::any_of(attempt.tries, [&](const TryReport& one) {
    return abs(one.begin - attempt.end) <= kLabTolerance + share + machine_late;
  });
  const bool failed = attempt.outcome != Outcome::ok;
  if (failed && (doubtful || answers_are_rationed(attempt))) return std::nullopt;
  return tries_waited_for(attempt);
}

/// What the lab must find: what the virtual world found, the log lines as the scenario has them.
Expectation expectation_from(const Scenario& scenario, const ScenarioResult& reference,
                             Duration machine_late) {
  const Report& report = reference.report;
  Expectation expect;
  expect.exit = report.exit_code;
  expect.ends = report.agent_exit;
  expect.identity = report.identity;
  expect.verdict = report.verdicts.front().code;
  expect.host_verdict = report.host_verdict;
  expect.also.emplace();
  for (std::size_t i = 1; i < report.verdicts.size(); ++i) {
    expect.also->push_back(report.verdicts[i].code);
  }
  expect.attempts.emplace();
  for (const auto& attempt : report.attempts) {
    expect.attempts->push_back({attempt.transport, attempt.stage, attempt.outcome, attempt.begin,
                                attempt.end, certain_tries(attempt, machine_late)});
  }
  expect.log = scenario.expect.log;
  expect.thrown_off = {reference.hub.thrown_off, reference.hub.thrown_off};
  expect.within = kLabTolerance;
  expect.within_share = kLabToleranceShare;
  expect.machine_late = machine_late;
  return expect;
}

/// The service that a real program takes the place of, taken out of every phase.
std::optional<Service> take_out(std::vector<Phase>& phases, const std::string& name) {
  std::optional<Service> taken;
  for (auto& phase : phases) {
    std::erase_if(phase.topology.services, [&](const Service& service) {
      if (service.name != name) return false;
      if (!taken) taken = service;
      return true;
    });
  }
  return taken;
}

/// Each line says which world it was in, and whose expectation that is.
std::vector<std::string> in_world(std::string_view world, std::vector<std::string> lines,
                                  std::string_view whose) {
  for (auto& line : lines) line = fmt::format("in the {} {} (by the {})", world, line, whose);
  return lines;
}

/// With random wires the worlds agree when both find outcomes of the scenario's set, whenever.
Judged disagreements(const Scenario& scenario, const ScenarioResult& reference,
                     const ScenarioResult& found) {
  if (!scenario.statistical) {
    auto judged = judge(expectation_from(scenario, reference, found.machine_late), found.report,
                        found.hub);
    judged.mismatches = in_world("lab", std::move(judged.mismatches), "virtual world");
    return judged;
  }
  const auto expect = without_times(scenario.expect);
  auto lines = in_world("lab", mismatches(expect, found.report, found.hub), "scenario");
  std::ranges::move(in_world("virtual world", mismatches(expect, reference.report, reference.hub),
                             "scenario"), std::back_inserter(lines));
  return {lines, {}};
}

Awaitable<void> run_probe(Lab& lab, const Scenario& scenario, std::string node, NodeProgram program,
                          NodeProgramEnd& end) {
  co_await lab.world(node).sleep_until(lab.now() + scenario.probe.begins);
  end = co_await run_in_node(lab.executor(), lab.where(node), std::move(program));
}

/// By the kernel of the host's node, with the code of `edgeprobe host`.
std::string lab_host_verdict(const Lab& lab, const Report& report, const Scenario& scenario,
                             const std::vector<Phase>& phases) {
  const Topology& topology = phases.front().topology;
  const Node& host = host_of(topology);
  const Inside here(lab.where(host.name));
  RouteNetlink kernel;
  const auto facts = probe::read_host_state(kernel, {resolv_conf_text(host.resolver), {}, {}});
  return host_verdict(report, facts, peer_of(scenario, topology),
                      [&](const probe::Lookup& packet) { return ask_kernel(kernel, packet); });
}

/// Has the lock to itself until it is told to leave or ends.
class Turn {
 public:
  explicit Turn(InterprocessLock* lock) : lock_(lock) {
    if (lock_) lock_->enter();
  }
  ~Turn() { leave(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  void leave() {
    if (lock_) lock_->leave();
  }

 private:
  InterprocessLock* lock_;
};

Awaitable<void> leave_in_time(Lab& lab, const std::string& node, Duration after, Turn& turn) {
  co_await lab.world(node).sleep_until(lab.now() + after);
  turn.leave();
}

}  // namespace

ScenarioResult run_in_lab(const Scenario& given, const LabSettings& settings) {
  Scenario scenario = given;
  if (!settings.shorten) scenario.lab.reset();
  const auto timeout = scenario.lab ? std::optional(scenario.lab->attempt_timeout) : std::nullopt;
  scenario.syn_schedule = kernel_syn_schedule();
  Turn turn(settings.lock);
  const auto reference = run_scenario(scenario, fault_rows(), nullptr, timeout);

  auto phases = plan_lab_phases(scenario);
  const auto replaced = take_out(phases, settings.replaced);
  const Topology& topology = phases.front().topology;
  Captures captures(settings.captures, scenario);
  Lab lab(topology, scenario.seed);
  if (!settings.captures.empty()) lab.capture(captures);
  const auto peer = replaced ? settings.replacement(lab, *replaced) : nullptr;
  auto options = probe_options(scenario, topology, lab.services().trusted_pem());
  if (!options.quick) options.attempt_timeout = timeout;
  const Node& node = topology.nodes.front();
  auto program = probe_program(options, settings, node.resolver);

  NodeProgramEnd end;
  const MachineLateness lateness;
  auto beside = both(change_in_time(lab, phases),
                     leave_in_time(lab, node.name, scenario.probe.begins + kStartUp, turn));
  run_unless_told_to_end(
      lab, until_one_ends(run_probe(lab, scenario, node.name, std::move(program), end),
                          std::move(beside)),
      settings.signals);
  ScenarioResult result;
  result.report = report_of(end);
  result.report.host_verdict = lab_host_verdict(lab, result.report, scenario, phases);
  result.hub = lab.services().hub_observations();
  result.virtual_time = result.report.ended;
  result.machine_late = lateness.so_far();
  auto judged = disagreements(scenario, reference, result);
  result.mismatches = std::move(judged.mismatches);
  result.unjudged_times = std::move(judged.unjudged_times);
  if (!scenario.statistical) {  // what is written is written for the agent's own time budget
    std::ranges::move(in_world("virtual world", run_scenario(given).mismatches, "scenario"),
                      std::back_inserter(result.mismatches));
  }
  result.trace = reference.trace;
  result.notes = captures.problems();
  return result;
}

}  // namespace edge::sim
