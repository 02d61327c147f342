#include "simulator/run/runner.hpp"

#include <fmt/core.h>

#include <exception>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "common/base/usage_error.hpp"
#include "common/world/spawn.hpp"
#include "probe/output/outputs.hpp"
#include "simulator/run/expectation.hpp"
#include "simulator/run/seeded_random.hpp"
#include "simulator/run/simulation.hpp"
#include "simulator/run/timeline.hpp"
#include "simulator/topology/hub_access.hpp"

namespace edge::sim {
namespace {

// Longer than any agent's attempts: what is not over by then waits for ever.
constexpr Duration kLongestRun = std::chrono::hours{1};

HubAccess hub_of(const Topology& topology) {
  for (const auto& service : topology.services) {
    if (const auto* hub = service.if_is<HubService>()) return access_to(*hub);
  }
  throw std::runtime_error("topology " + topology.name + " has no hub to connect to");
}

ConnectionString identity_of(const ProbeSettings& settings, const HubAccess& hub) {
  if (hub.devices.empty()) throw std::runtime_error("the hub knows no device");
  const auto& device = hub.devices.front();
  const auto or_else = [](const std::string& set, const std::string& usual) {
    return set.empty() ? usual : set;
  };
  ConnectionString identity;
  identity.host_name = hub.host_name;
  identity.gateway_host_name = hub.gateway_host_name;
  identity.device_id = or_else(settings.device_id, device.device_id);
  identity.module_id = or_else(settings.module_id, device.module_id);
  identity.shared_access_key = or_else(settings.key, device.key);
  return identity;
}

Awaitable<Report> run_later(World& world, Duration begins, probe::Options options,
                            probe::Observer* observer) {
  if (begins > Duration{}) co_await world.sleep_until(world.now() + begins);
  co_return co_await probe::run(world, std::move(options), observer);
}

Report run_probe(Simulation& simulation, const Scenario& scenario, const Topology& topology,
                 probe::Observer* observer, std::optional<Duration> attempt_timeout) {
  const auto& authority = simulation.services().authority("hub-ca");
  auto options = probe_options(scenario, topology, authority.certificate_pem());
  options.attempt_timeout = attempt_timeout;
  auto& world = simulation.world(topology.nodes.front().name);
  std::optional<Report> report;
  std::exception_ptr failure;
  auto& loop = simulation.loop();
  auto running = run_later(world, scenario.probe.begins, std::move(options), observer);
  spawn(loop.context().get_executor(), keep_result(std::move(running), report),
        [&failure](std::exception_ptr error) { failure = error; });
  const auto limit = loop.now() + kLongestRun;
  loop.run_until([&] { return report || failure || loop.now() > limit; });
  if (failure) std::rethrow_exception(failure);
  if (!report) {
    throw std::runtime_error(fmt::format("{}: the probe did not end", scenario.file.string()));
  }
  return std::move(*report);
}

std::string fingerprint(TraceHash trace, const Report& report) {
  std::ostringstream text;
  probe::write_output("json", text, report);
  trace.add(text.str());
  return trace.text();
}

}  // namespace

probe::Options probe_options(const Scenario& scenario, const Topology& topology,
                             const std::string& ca_pem) {
  const auto& settings = scenario.probe;
  const auto hub = hub_of(topology);
  probe::Options options;
  options.hub = hub.dialled_name;
  options.ports = {{"amqp", hub.amqp_port}, {"amqp-ws", hub.websocket_port}};
  options.profile = scenario.profile;
  options.until = settings.until;
  options.hold = settings.hold;
  options.ca_pem = ca_pem;
  if (settings.credentials) {
    options.identity = identity_of(settings, hub);
    options.credential_source = settings.from_environment ? probe::CredentialSource::environment
                                                          : probe::CredentialSource::command_line;
  }
  if (settings.proxy) {
    options.proxy = probe::ProxyOptions{.host = settings.proxy->address.to_string(),
                                        .port = settings.proxy->port,
                                        .user = settings.proxy_user,
                                        .password = settings.proxy_password};
  }
  return options;
}

ScenarioResult run_scenario(const Scenario& scenario, std::span<const FaultRow> faults,
                            probe::Observer* observer,
                            std::optional<Duration> attempt_timeout) {
  const SeededRandom random(scenario.seed);
  const auto phases = plan_phases(scenario, faults);
  Simulation simulation(phases, scenario.seed);
  ScenarioResult result;
  result.report = run_probe(simulation, scenario, phases.front().topology, observer,
                            attempt_timeout);
  result.hub = simulation.services().hub();
  result.virtual_time = simulation.loop().now().time_since_epoch();
  result.mismatches = mismatches(scenario.expect, result.report, result.hub);
  result.trace = fingerprint(simulation.trace(), result.report);
  return result;
}

}  // namespace edge::sim
