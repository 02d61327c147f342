#include "simulator/commands/suite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "common/base/usage_error.hpp"
#include "common/files/named_file.hpp"
#include "common/files/output_file.hpp"
#include "common/program/program.hpp"
#include "simulator/lab_run/lab_timeline.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/suite_files.hpp"
#include "simulator/run/timeline.hpp"
#include "simulator/run_output/outputs.hpp"

namespace edge::sim {
namespace {

Scenario load_one(const SuiteFile& file, const RunRequest& request) {
  if (!file.problem.empty()) throw UsageError(file.problem);
  auto scenario = load_scenario(file.file);
  scenario.name = file.name;
  if (request.seed) scenario.seed = *request.seed;
  const auto phases =
      request.lab ? plan_lab_phases(scenario) : plan_phases(scenario, fault_rows());
  check_probe(scenario, phases.front().topology);
  return scenario;
}

/// A run of nothing would be a green one.
std::vector<SuiteFile> chosen_files(const RunRequest& request) {
  const auto all = suite_files(request.scenarios);
  const auto matched = matching(all, request.filters);
  if (matched.empty()) {
    throw UsageError(fmt::format("--filter: matches none of the {} scenario{}", all.size(),
                                 all.size() == 1 ? "" : "s"));
  }
  auto part = part_of(matched, request.shard);
  if (part.empty()) {
    throw UsageError(fmt::format("--shard: {}/{} is empty, as there {} only {} scenario{}",
                                 request.shard.number, request.shard.of,
                                 matched.size() == 1 ? "is" : "are", matched.size(),
                                 matched.size() == 1 ? "" : "s"));
  }
  return part;
}

RunRecord record_of(const BadFile& bad) {
  RunRecord record;
  record.name = bad.file.stem().string();
  record.file = bad.file.string();
  record.error = bad.error;
  return record;
}

}  // namespace

Suite load_suite(const RunRequest& request) {
  Suite suite;
  for (const auto& file : chosen_files(request)) {
    try {
      suite.scenarios.push_back(load_one(file, request));
    } catch (const UsageError& error) {
      suite.bad.push_back({file.file, error.what()});
    }
  }
  return suite;
}

void check_junit(const std::string& path, const Suite& suite) {
  if (path.empty()) return;
  std::vector<std::string> inputs;
  for (const auto& scenario : suite.scenarios) inputs.push_back(scenario.file.string());
  for (const auto& bad : suite.bad) inputs.push_back(bad.file.string());
  refuse_to_replace({"--junit", path}, inputs);
  try {
    check_writable(path);
  } catch (const std::runtime_error& error) {
    throw UsageError(std::string("--junit: ") + error.what());
  }
}

void write_junit_file(const std::string& path, const std::vector<RunRecord>& records) {
  if (path.empty()) return;
  std::ostringstream junit;
  write_junit(junit, records);
  write_file(path, junit.str());
}

int refuse_suite(const RunRequest& request, const Suite& suite) {
  std::vector<RunRecord> records;
  for (const auto& bad : suite.bad) {
    tell_error("edgesim", bad.error);
    records.push_back(record_of(bad));
  }
  for (const auto& scenario : suite.scenarios) {
    records.push_back(record_of_not_run(scenario));
    records.back().error = "not run, as other files of the suite are wrong";
  }
  write_junit_file(request.junit, records);
  return kWrongUsage;
}

}  // namespace edge::sim
