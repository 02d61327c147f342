// The scenarios that `edgesim run` was asked for, and what becomes of a suite with files that are
// wrong.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "simulator/commands/run_scenarios.hpp"
#include "simulator/run_output/record.hpp"

namespace edge::sim {

struct BadFile {
  std::filesystem::path file;
  std::string error;  // "FILE:LINE:COLUMN: what is wrong"
};

struct Suite {
  std::vector<Scenario> scenarios;
  std::vector<BadFile> bad;  // not empty: none of the scenarios is run
};

/// Everything that can be wrong with the files is found. Throws UsageError if there is nothing to
/// run, which says why.
Suite load_suite(const RunRequest& request);

/// Throws UsageError, before anything runs, so that a path that cannot be written costs no results.
void check_junit(const std::string& path, const Suite& suite);

void write_junit_file(const std::string& path, const std::vector<RunRecord>& records);

/// Tells what is wrong with each bad file, also in the JUnit file that was asked for. Gives the
/// exit code.
int refuse_suite(const RunRequest& request, const Suite& suite);

}  // namespace edge::sim
