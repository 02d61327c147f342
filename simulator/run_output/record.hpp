// What is kept of one scenario's run for the outputs, and its JSON form: between a worker and its
// parent, and for `edgesim run -o json`.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "simulator/run/runner.hpp"

namespace edge::sim {

/// error: could not be carried out; not_run: a signal came before its end.
enum class RunStatus { passed, failed, error, not_run };
std::string_view name_of(RunStatus status);

struct RunRecord {
  std::string name, file, why;
  RunStatus status = RunStatus::error;
  std::string verdict;                  // the first one's code; "a or b" over several seeds
  int exit_code = 0;                    // the agent's
  std::vector<std::string> mismatches;
  std::vector<std::string> unjudged_times;  // off by no more than the machine was late
  double machine_late_ms = 0;           // in the lab; added to the tolerance of each time
  std::vector<std::string> notes;       // worth knowing, no reason to fail
  std::string nothing_compared;         // why a run that passed says nothing; empty: it does
  std::string error;                    // of a run that could not be carried out
  double virtual_ms = 0, real_ms = 0;
  std::string trace;
  nlohmann::json exec;                  // of a user's own program; null: edgeprobe ran
  nlohmann::json report;                // edgeprobe's own JSON report; null after an error
};

/// What was found in one phrase: the verdict, or "exit 1 after 60s"; "-": nothing.
std::string outcome_text(const RunRecord& record);

/// How many of them were run, but for times.
std::size_t with_unjudged_times(const std::vector<RunRecord>& records);

RunRecord record_of(const Scenario& scenario, const ScenarioResult& result);
RunRecord record_of(const Scenario& scenario, const std::exception& error);
RunRecord record_of_not_run(const Scenario& scenario);

nlohmann::json to_json(const RunRecord& record);
/// Throws nlohmann::json::exception for anything to_json did not write.
RunRecord record_from_json(const nlohmann::json& json);

}  // namespace edge::sim
