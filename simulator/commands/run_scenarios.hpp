// `edgesim run`: scenarios from files, run in the world that was asked for, and their results.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/world/time.hpp"
#include "simulator/run/suite_files.hpp"

namespace edge::sim {

inline constexpr int kNotMet = 1;  // exit code: a scenario's expectation is not met

struct RunRequest {
  std::vector<std::filesystem::path> scenarios;  // files, or folders of files
  std::vector<std::string> filters;              // --filter GLOB; one of them, if there are any
  Shard shard;                                   // --shard K/N
  std::optional<std::uint64_t> seed;             // instead of each scenario's own
  std::size_t jobs = 1;
  bool lab = false;                              // --world lab
  bool full_length = false;                      // in the lab: no shorter budgets
  std::string captures;                          // --pcap DIR; empty: none
  std::string exec;                              // --exec CMD, for sh -c; empty: edgeprobe
  Duration exec_limit{};                         // --exec-limit
  std::string format = "text";                   // -o
  std::string junit;                             // path; empty: none
  bool verbose = false;
  bool timeline = false;                         // draws it, instead of the results
  bool strict = false;                           // what no run can notice is a failure
  bool strict_times = false;                     // in the lab: those not judged are failures
  bool no_wait = false;                          // in the lab: until others' runs have ended
};

/// Runs request.scenarios and prints what came of them. Gives the exit code: 0, kNotMet or
/// kProgramFailed, or kWrongUsage for files that are no scenarios, before anything runs. Throws
/// UsageError if there is nothing to run.
int run_scenarios(const RunRequest& request);

}  // namespace edge::sim
