#include "simulator/lab/lab_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "common/base/escape.hpp"
#include "common/report/json.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/side_by_side.hpp"
#include "common/world/spawn.hpp"
#include "simulator/expectation.hpp"
#include "simulator/lab/lab.hpp"
#include "simulator/lab/module_files.hpp"
#include "simulator/lab/node_process.hpp"
#include "simulator/lab/temporary_folder.hpp"
#include "simulator/timeline.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;

std::string identity_text(const ConnectionString& identity) {
  std::string text = "HostName=" + identity.host_name + ";DeviceId=" + identity.device_id;
  if (!identity.module_id.empty()) text += ";ModuleId=" + identity.module_id;
  text += ";SharedAccessKey=" + identity.shared_access_key;
  if (identity.gateway_host_name.empty()) return text;
  return text + ";GatewayHostName=" + identity.gateway_host_name;
}

/// The same options as the virtual world's probe, as its command line; files go into `folder`.
NodeProgram probe_program(const probe::Options& options, const LabSettings& settings,
                          const ResolverConfig& resolver, const fs::path& folder) {
  write_node_files(folder, resolver);
  write_file(folder / "ca.pem", options.ca_pem);
  NodeProgram program;
  program.folder = folder.string();
  auto& command = program.command;
  command = {settings.probe, "run", "-o", "json", "--profile", options.profile,
             "--ca-file", (folder / "ca.pem").string(),
             "--amqp-port", std::to_string(options.amqp_port),
             "--ws-port", std::to_string(options.ws_port)};
  const auto add = [&](const std::string& name, const std::string& value) {
    command.insert(command.end(), {name, value});
  };
  if (!options.identity) {
    add("--hub", options.hub);
  } else if (options.credential_source == probe::CredentialSource::environment) {
    program.environment["EdgeHubConnectionString"] = identity_text(*options.identity);
  } else {
    write_file(folder / "identity", identity_text(*options.identity));
    add("--connection-string", "@" + (folder / "identity").string());
  }
  if (!options.until.empty()) add("--until", options.until);
  if (options.attempt_timeout) {
    add("--attempt-timeout", fmt::format("{}ms", options.attempt_timeout->count() / 1'000'000));
  }
  if (options.proxy) {
    add("--proxy", fmt::format("http://{}:{}", options.proxy->host, options.proxy->port));
    if (!options.proxy->user.empty()) {
      write_file(folder / "proxy", options.proxy->user + ":" + options.proxy->password);
      add("--proxy-credentials", "@" + (folder / "proxy").string());
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

/// What the lab must find: what the virtual world found, the log lines as the scenario has them.
Expectation expectation_from(const Scenario& scenario, const ScenarioResult& reference) {
  const Report& report = reference.report;
  Expectation expect;
  expect.exit = report.exit_code;
  expect.ends = report.agent_exit;
  expect.identity = report.identity;
  expect.verdict = report.verdicts.front().code;
  expect.also.emplace();
  for (std::size_t i = 1; i < report.verdicts.size(); ++i) {
    expect.also->push_back(report.verdicts[i].code);
  }
  expect.attempts.emplace();
  for (const auto& attempt : report.attempts) {
    expect.attempts->push_back(
        {attempt.transport, attempt.stage, attempt.outcome, attempt.begin, attempt.end});
  }
  expect.log = scenario.expect.log;
  expect.thrown_off = reference.hub.thrown_off;
  expect.within = kLabTolerance;
  expect.within_share = kLabToleranceShare;
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

Awaitable<void> change_in_time(Lab& lab, const std::vector<Phase>& phases) {
  const Instant begun = lab.now();
  for (auto phase = phases.begin() + 1; phase != phases.end(); ++phase) {
    co_await lab.world(phase->topology.nodes.front().name).sleep_until(begun + phase->at);
    lab.become(phase->topology);
  }
  // The run ends with the probe, not with the last change.
  co_await lab.world(phases.front().topology.nodes.front().name).sleep_until(Instant::max());
}

Awaitable<void> run_probe(Lab& lab, const Scenario& scenario, std::string node, NodeProgram program,
                          NodeProgramEnd& end) {
  co_await lab.world(node).sleep_until(lab.now() + scenario.probe.begins);
  end = co_await run_in_node(lab.executor(), lab.where(node), std::move(program));
}

}  // namespace

ScenarioResult run_in_lab(const Scenario& given, const LabSettings& settings) {
  Scenario scenario = given;
  if (!settings.shorten) scenario.lab_attempt_timeout.reset();
  const auto reference =
      run_scenario(scenario, fault_rows(), nullptr, scenario.lab_attempt_timeout);

  auto phases = plan_phases(scenario, fault_rows());
  const auto replaced = take_out(phases, settings.replaced);
  const Topology& topology = phases.front().topology;
  Lab lab(topology, scenario.seed);
  const auto peer = replaced ? settings.replacement(lab, *replaced) : nullptr;
  const auto& authority = lab.services().authority("hub-ca");
  auto options = probe_options(scenario, topology, authority.certificate_pem());
  options.attempt_timeout = scenario.lab_attempt_timeout;
  const TemporaryFolder folder;
  const Node& node = topology.nodes.front();
  auto program = probe_program(options, settings, node.resolver, folder.path());

  NodeProgramEnd end;
  lab.run(either(run_probe(lab, scenario, node.name, std::move(program), end),
                 change_in_time(lab, phases)));
  ScenarioResult result;
  result.report = report_of(end);
  result.hub = lab.services().hub();
  result.virtual_time = result.report.ended;
  result.mismatches = mismatches(expectation_from(scenario, reference), result.report, result.hub);
  result.trace = reference.trace;
  return result;
}

}  // namespace edge::sim
