#include "simulator/run/runner.hpp"

#include <fmt/core.h>

#include <exception>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "common/base/check.hpp"
#include "common/base/escape.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/usage_error.hpp"
#include "common/world/spawn.hpp"
#include "probe/attempt/plan.hpp"
#include "probe/output/outputs.hpp"
#include "simulator/host_view/host_verdict.hpp"
#include "simulator/hub/hub_transports.hpp"
#include "simulator/run/expectation.hpp"
#include "simulator/run/seeded_random.hpp"
#include "simulator/run/simulation.hpp"
#include "simulator/run/timeline.hpp"
#include "simulator/topology/hub_access.hpp"

namespace edge::sim {
namespace {

// Longer than any agent's attempts: what is not over by then, once it has begun and been held as
// long as the scenario says, waits for ever.
constexpr Duration kLongestRun = std::chrono::hours{1};

/// parse_scenario() sees to it that there is one, with a device if the probe has credentials.
const Service& hub_service_of(const Topology& topology) {
  const Service* hub = find_hub(topology.services);
  CHECK(hub);
  return *hub;
}

const HubService& hub_of(const Topology& topology) {
  return hub_service_of(topology).as<HubService>();
}

ConnectionString identity_of(const ProbeSettings& settings, const HubAccess& hub) {
  CHECK(!hub.devices.empty());
  const auto& device = hub.devices.front();
  const auto or_else = [](const std::string& set, const std::string& usual) {
    return set.empty() ? usual : set;
  };
  ConnectionString identity;
  identity.host_name = hub.host_name;
  identity.gateway_host_name = hub.gateway_host_name;
  identity.device_id = or_else(settings.device_id, device.device_id);
  identity.module_id = or_else(settings.module_id, device.module_id);
  identity.shared_access_key = own_secret(or_else(settings.key, device.key));
  return identity;
}

Awaitable<Report> run_later(World& world, Duration begins, probe::Options options,
                            probe::Observer* observer) {
  if (begins > Duration{}) co_await world.sleep_until(world.now() + begins);
  co_return co_await probe::run(world, std::move(options), observer);
}

Report run_probe(Simulation& simulation, const Scenario& scenario, const Topology& topology,
                 probe::Observer* observer, std::optional<Duration> attempt_timeout) {
  auto options = probe_options(scenario, topology, simulation.services().trusted_pem());
  options.attempt_timeout = attempt_timeout;
  options.mean_waits = true;  // so that the lab's times, which no seed decides, can be the same
  auto& world = simulation.world(topology.nodes.front().name);
  std::optional<Report> report;
  std::exception_ptr failure;
  auto& loop = simulation.loop();
  auto running = run_later(world, scenario.probe.begins, std::move(options), observer);
  spawn(loop.context().get_executor(), keep_result(std::move(running), report),
        [&failure](std::exception_ptr error) { failure = error; });
  const auto& probe = scenario.probe;
  const auto held = probe.hold.value_or(Duration{}) + 2 * probe.idle_up_to.value_or(Duration{});
  const auto limit = loop.now() + probe.begins + held + kLongestRun;
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

void check_probe(const Scenario& scenario, const Topology& topology) {
  const SeparateSecretGate own;  // the key is for nobody but the plan
  const auto options = probe_options(scenario, topology, {});
  const auto* profile = probe::find_profile(options.profile);
  CHECK(profile);  // the parser knows the table
  try {
    probe::make_plan(options, *profile);
  } catch (const UsageError& error) {
    const auto& place = scenario.probe.place;
    const auto at = place.line > 0 ? fmt::format(":{}:{}", place.line, place.column) : "";
    throw UsageError(fmt::format("{}{}: probe: {}", printable(scenario.file.string()), at,
                                 error.what()));
  }
}

Endpoint peer_of(const Scenario& scenario, const Topology& topology) {
  if (scenario.probe.proxy) return *scenario.probe.proxy;
  const Service& service = hub_service_of(topology);
  return {service.address, access_to(service.as<HubService>()).amqp_port};
}

probe::Options probe_options(const Scenario& scenario, const Topology& topology,
                             PemSource ca_pem) {
  const auto& settings = scenario.probe;
  const auto& service = hub_of(topology);
  const auto hub = access_to(service);
  probe::Options options;
  options.hub = hub.dialled_name;
  options.ports = ports_of(service);
  options.profile = scenario.profile;
  options.until = settings.until;
  if (!settings.transport.empty()) options.transports = {settings.transport};
  options.quick = settings.quick;
  options.second_dns = settings.second_dns;
  options.repeat_for = settings.repeat_for;
  options.test_message = settings.send_test_message;
  options.hold = settings.hold;
  options.idle_up_to = settings.idle_up_to;
  options.ca_pem = std::move(ca_pem);
  if (settings.credentials) {
    options.identity = identity_of(settings, hub);
    options.credential_source = settings.from_environment ? probe::CredentialSource::environment
                                                          : probe::CredentialSource::command_line;
  }
  if (settings.proxy) {
    options.proxy = probe::ProxyOptions{.host = settings.proxy->address.to_string(),
                                        .port = settings.proxy->port,
                                        .user = settings.proxy_user,
                                        .password = own_secret(settings.proxy_password)};
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
  const Topology& now = simulation.topology();
  result.report.host_verdict = host_verdict(result.report, now, peer_of(scenario, now));
  result.hub = simulation.services().hub_observations();
  result.virtual_time = simulation.loop().now().time_since_epoch();
  result.mismatches = mismatches(scenario.expect, result.report, result.hub);
  result.trace = fingerprint(simulation.trace(), result.report);
  result.seen_by_probe = simulation.seen_by_probe().text();
  return result;
}

}  // namespace edge::sim
