// A scenario file as a value: which network, which faults at which time, what the probe must find.
// Not for the names a scenario may use (vocabulary.hpp) nor for running one (runner.hpp).
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/report/report.hpp"
#include "common/world/time.hpp"
#include "simulator/topology/parameters.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

struct FaultStep {
  Duration at{};                  // since the simulation's start
  std::string fault;              // row of simulator/faults/faults.cpp
  Parameters with;
  std::optional<Duration> until;  // heals then; absent: never
  Places places;
};

struct ExpectedAttempt {
  std::string transport, stage;
  Outcome outcome = Outcome::ok;
  std::optional<Duration> begins, ends;
};

/// What a user's own program must do in edgeprobe's place (`edgesim run --exec`), and what the hub
/// must see of it. What is left out is not compared.
struct ExpectedExec {
  std::optional<int> exit;
  bool never_ends = false;                          // it still runs at the time limit
  std::optional<Duration> lasts;
  Duration within = std::chrono::seconds{1};        // tolerance of `lasts`
  std::optional<int> connections, opens, authorized, links, messages;  // HubObservations
};

/// What is left out is not compared. Durations are since the probe's start.
struct Expectation {
  std::optional<int> exit;
  std::optional<Duration> ends;                     // Report::agent_exit
  std::optional<std::string> verdict;               // code of the first verdict
  std::optional<std::vector<std::string>> also;     // the further verdicts: exactly, in order
  std::optional<std::string> host_verdict;          // parsed; reported as not evaluated
  std::optional<std::string> identity;              // "checked", "not-checked"
  std::optional<std::vector<ExpectedAttempt>> attempts;  // all of them, in order
  std::vector<std::string> log;                     // lines of the agent's log, in this order
  std::optional<int> thrown_off;                    // HubObservations
  std::optional<ExpectedExec> exec;                 // absent: `exit`, as far as 0 or not goes
  Duration within{};                                // tolerance of every time; 0: exact
  double within_share = 0;                          // and this share of the time; the lab's only
  std::vector<Expectation> any_of;                  // not empty: one of these holds, and no more
};

/// The probe's options a scenario may set, by their command-line names.
struct ProbeSettings {
  Duration begins{};                 // when the probe starts, since the simulation's start
  bool credentials = true;           // the hub's first device; false: --hub only
  bool from_environment = false;     // credentials as if found in the environment
  std::string key;                   // another key than the hub's; test secret
  std::string device_id, module_id;  // another identity than the hub's first
  std::string until;                 // stage
  std::optional<Duration> hold;      // keep the connection that long
  std::optional<Endpoint> proxy;
  std::string proxy_user, proxy_password;
};

struct Scenario {
  std::filesystem::path file;
  std::string name;         // the file's stem; shown, never looked at
  std::string why;
  std::string topology;     // row of simulator/topologies/topologies.cpp; empty: inline_topology
  Parameters topology_with;
  std::optional<Topology> inline_topology;  // a network that the file itself describes
  Places topology_places;
  std::string profile = "agent-2017";
  std::uint64_t seed = 1;
  bool statistical = false;  // has random wires: the outcome may differ from seed to seed
  int seeds = 1;             // runs with this many, from `seed` on; each is to be as expected
  std::vector<FaultStep> timeline;
  ProbeSettings probe;
  std::optional<Duration> lab_attempt_timeout;
  std::optional<SynSchedule> syn_schedule;  // of all nodes, instead of the topology's
  Expectation expect;
};

struct Vocabulary;

inline constexpr int kStatisticalSeeds = 5;

/// Reads a scenario. Throws UsageError "file:line:column: what is wrong, what is allowed".
Scenario parse_scenario(std::string_view text, const std::filesystem::path& file,
                        const Vocabulary& vocabulary);

}  // namespace edge::sim
