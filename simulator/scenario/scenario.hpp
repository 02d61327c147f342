// A scenario file as a value: which topology, which faults at which time, what the probe must find.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/report/report.hpp"
#include "common/world/time.hpp"

namespace edge::sim {

/// Parameters of a fault or a topology, as written; each fault parses its own.
using Parameters = std::map<std::string, std::string>;

struct FaultStep {
  Duration at{};
  std::string fault;      // row of simulator/faults.cpp
  Parameters with;
  std::optional<Duration> until;  // heals then; absent: never
  int line = 0;           // of the file, for errors
};

struct ExpectedAttempt {
  std::string transport, stage;
  Outcome outcome = Outcome::ok;
  std::optional<Duration> begins, ends;
};

struct Expectation {
  std::optional<int> exit;
  std::optional<Duration> ends;              // Report::agent_exit
  std::optional<std::string> verdict;        // code of the first verdict
  std::vector<std::string> also;             // further verdicts, exactly, in order
  std::optional<std::string> host_verdict;
  std::vector<ExpectedAttempt> attempts;
  std::optional<int> thrown_off;             // HubObservations
};

/// The probe's options a scenario may set, by their command-line names.
struct ProbeSettings {
  bool credentials = true;           // the hub's first device; false: --hub only
  bool from_environment = false;     // credentials as if found in the environment
  std::string key;                   // another key than the hub's; test secret
  std::string device_id, module_id;  // another identity than the hub's first
  std::string until, proxy, proxy_user, proxy_password;
  Duration token_lifetime_offset{};  // makes an expired token: added to the lifetime
};

struct Scenario {
  std::filesystem::path file;
  std::string name;         // the file's stem; shown, never looked at
  std::string why;
  std::string topology;
  Parameters topology_with;
  std::string profile = "agent-2017";
  std::uint64_t seed = 1;
  std::vector<FaultStep> timeline;
  ProbeSettings probe;
  std::optional<Duration> lab_attempt_timeout;
  Expectation expect;
};

/// Reads a scenario. Throws std::runtime_error "file:line:column: what is wrong, what is allowed".
Scenario load_scenario(const std::filesystem::path& file);

}  // namespace edge::sim
