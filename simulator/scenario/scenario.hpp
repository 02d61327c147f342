// A scenario file as a value: which network, which faults at which time, what the probe must find.
// Not for its keys (scenario_fields.hpp), for the names it may use (simulator/keys/vocabulary.hpp)
// nor for running one (runner.hpp).
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/report/report.hpp"
#include "common/world/time.hpp"
#include "simulator/keys/file_key.hpp"
#include "simulator/topology/parameters.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// One that the program knows by its name, or one that the file itself describes.
struct ScenarioNetwork {
  std::string name;  // row of simulator/topologies/topologies.cpp
  Parameters with;
  std::optional<Topology> described;  // if there is no name
  Places places;
};

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
  std::optional<int> tries;  // that the agent waited for
};

inline constexpr int kMostCounted = 1'000'000;

/// How often something must be seen; `least` and `most` are the same for an exact number.
struct ExpectedCount {
  int least = 0, most = kMostCounted;
};

/// What the hub must see, of everybody (HubObservations).
struct ExpectedAtHub {
  std::optional<ExpectedCount> connections, opens, authorized, links, messages, lost,
      reconnects;
};

inline constexpr int kNeverEnds = -1;  // in the place of an exit code

/// What a user's own program must do in edgeprobe's place (`edgesim run --exec`), and what the hub
/// must see of it. What is left out is not compared.
struct ExpectedExec {
  std::optional<int> exit;                   // kNeverEnds: it still runs at the time limit
  std::optional<Duration> lasts;
  Duration within = std::chrono::seconds{1};  // tolerance of `lasts`
  ExpectedAtHub hub;
};

/// What is left out is not compared. Durations are since the probe's start.
struct Expectation {
  std::optional<int> exit;
  std::optional<Duration> ends;                     // Report::agent_exit
  std::optional<std::string> verdict;               // code of the first verdict
  std::optional<std::vector<std::string>> also;     // the further verdicts: exactly, in order
  std::optional<std::string> host_verdict;          // combined, simulator/host_view
  std::optional<std::string> identity;              // "checked", "not-checked"
  std::optional<std::vector<ExpectedAttempt>> attempts;  // all of them, in order
  std::vector<std::string> log;                     // lines of the agent's log, in this order
  std::optional<ExpectedCount> thrown_off;          // HubObservations
  std::optional<ExpectedExec> exec;                 // absent: `exit`, as far as 0 or not goes
  Duration within{};                                // tolerance of every time; 0: exact
  double within_share = 0;                          // and this share of the time; the lab's only
  Duration machine_late{};                          // and what the machine was late; the lab's only
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
  std::string transport;             // the one way that is tried; empty: the profile's
  bool quick = false;                  // all ways at once, each once
  std::optional<Duration> repeat_for;  // begin anew as the agent does, for so long
  bool send_test_message = false;    // one, once the link stands
  std::optional<Duration> hold;      // keep the connection that long
  std::optional<Duration> idle_up_to;  // look for the path's idle limit, so far
  std::optional<Endpoint> second_dns;  // another name server, to compare answers with
  std::optional<Endpoint> proxy;
  std::string proxy_user, proxy_password;
  Place place;                       // of these settings in the file
};

/// For runs in real time.
struct LabTiming {
  Duration attempt_timeout{};
};

struct Scenario {
  std::filesystem::path file;
  std::string name;          // the file's stem; shown, never looked at
  std::string why;
  ScenarioNetwork network;
  std::string profile = "agent-2017";
  std::uint64_t seed = 1;
  bool statistical = false;  // has random wires: the outcome may differ from seed to seed
  int seeds = 1;             // runs with this many, from `seed` on; each is to be as expected
  std::vector<FaultStep> timeline;
  ProbeSettings probe;
  std::optional<LabTiming> lab;
  std::optional<SynSchedule> syn_schedule;  // of all nodes, instead of the topology's
  Expectation expect;
};

struct Vocabulary;

inline constexpr int kStatisticalSeeds = 5;

/// Reads a scenario. Throws UsageError "file:line:column: what is wrong, what is allowed".
Scenario parse_scenario(std::string_view text, const std::filesystem::path& file,
                        const Vocabulary& vocabulary);

/// YAML that parse_scenario() makes an equal value of, for a network that is named and as far as a
/// scenario drawn at random goes (simulator/fuzz): no identity of its own, no `lab`, and of what it
/// expects the verdict.
std::string scenario_text(const Scenario& scenario);

/// What the schema says of the rows of tables, each asked for by its name.
struct SchemaRows {
  struct Row {
    std::string_view what;
    const ParameterList& parameters;
  };
  Row (*fault)(std::string_view name);
  Row (*topology)(std::string_view name);
  std::vector<std::string> (*nodes)(std::string_view topology);
};

/// A JSON schema (draft 2020-12) of what parse_scenario() takes, as far as a schema can tell.
nlohmann::ordered_json scenario_schema(const Vocabulary& vocabulary, const SchemaRows& rows);

/// What can be written, for people; without the keys of a network (topology_keys()).
std::vector<FileKey> scenario_keys();

}  // namespace edge::sim
