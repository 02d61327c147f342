// Runs one scenario in its own virtual world and holds the result against the expectations.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "probe/run/run.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/run/exec_result.hpp"
#include "simulator/scenario/scenario.hpp"
#include "simulator/services/service.hpp"

namespace edge::sim {

struct ScenarioResult {
  Report report;
  HubObservations hub;
  std::vector<std::string> mismatches;  // empty: passed
  std::vector<std::string> unjudged_times;  // as Judged has them; only in the lab
  Duration machine_late{};              // what that adds to the tolerance of each time
  std::vector<std::string> verdicts;    // over several seeds: each one's first, none twice
  Duration virtual_time{};
  std::string trace;                    // fingerprint of every packet and of the report
  std::string seen_by_probe;         // the same of those on the probe's own interfaces
  std::optional<ExecResult> exec;       // of a program that ran in edgeprobe's place
  std::vector<std::string> notes;       // worth knowing, no reason to fail
};

/// Throws UsageError for a scenario whose parameters make no sense, std::runtime_error when the run
/// itself cannot be carried out. One at a time per process: OpenSSL's randomness is seeded. A given
/// `attempt_timeout` replaces the profile's budget.
ScenarioResult run_scenario(const Scenario& scenario,
                            std::span<const FaultRow> faults = fault_rows(),
                            probe::Observer* observer = nullptr,
                            std::optional<Duration> attempt_timeout = {});

/// Throws UsageError "file:line:column: probe: what is wrong" for settings of the probe that do not
/// go together, as its own command line would be refused.
void check_probe(const Scenario& scenario, const Topology& topology);

/// Where the module's packets are to go: the proxy, or the hub's AMQP port.
Endpoint peer_of(const Scenario& scenario, const Topology& topology);

/// The probe's options for `scenario` on its topology, trusting `ca_pem`.
probe::Options probe_options(const Scenario& scenario, const Topology& topology,
                             PemSource ca_pem);

}  // namespace edge::sim
