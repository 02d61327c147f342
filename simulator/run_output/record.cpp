#include "simulator/run_output/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <sstream>

#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "probe/output/outputs.hpp"

namespace edge::sim {
namespace {

RunRecord about(const Scenario& scenario) {
  RunRecord record;
  record.name = scenario.name;
  record.file = scenario.file.string();
  record.why = scenario.why;
  return record;
}

nlohmann::json to_json(const ExecResult& exec) {
  const auto& hub = exec.hub;
  return {{"exit_code", exec.exit_code},
          {"stopped_at_limit", exec.stopped},
          {"lasted_ms", in_milliseconds(exec.lasted)},
          {"output", printable_lines(exec.output)},
          {"output_left_out_bytes", exec.left_out},
          {"hub", {{"connections", hub.connections},
                   {"opens", hub.opens},
                   {"authorized", hub.authorised},
                   {"links", hub.links},
                   {"messages", hub.messages},
                   {"lost", hub.lost ? nlohmann::json(*hub.lost) : nlohmann::json()},
                   {"reconnects", hub.reconnects}}}};
}

}  // namespace

std::string outcome_text(const RunRecord& record) {
  if (record.exec.is_null()) return record.verdict.empty() ? "-" : record.verdict;
  const std::chrono::milliseconds lasted{record.exec.at("lasted_ms").get<std::int64_t>()};
  if (record.exec.at("stopped_at_limit")) return "stopped after " + duration_text(lasted);
  return fmt::format("exit {} after {}", record.exec.at("exit_code").get<int>(),
                     duration_text(lasted));
}

std::string_view name_of(RunStatus status) {
  switch (status) {
    case RunStatus::passed: return "passed";
    case RunStatus::failed: return "failed";
    case RunStatus::error: return "error";
    case RunStatus::not_run: return "not-run";
  }
  return "";
}

std::size_t with_unjudged_times(const std::vector<RunRecord>& records) {
  return static_cast<std::size_t>(std::ranges::count_if(
      records, [](const RunRecord& record) { return !record.unjudged_times.empty(); }));
}

RunRecord record_of(const Scenario& scenario, const ScenarioResult& result) {
  auto record = about(scenario);
  record.status = result.mismatches.empty() ? RunStatus::passed : RunStatus::failed;
  if (!result.report.verdicts.empty()) record.verdict = result.report.verdicts.front().code;
  if (!result.verdicts.empty()) {
    record.verdict = fmt::format("{}", fmt::join(result.verdicts, " or "));
  }
  record.exit_code = result.report.exit_code;
  record.mismatches = result.mismatches;
  record.unjudged_times = result.unjudged_times;
  record.machine_late_ms = in_milliseconds(result.machine_late);
  for (const auto& note : result.notes) record.notes.push_back(printable(note, 500));
  record.virtual_ms = in_milliseconds(result.virtual_time);
  record.trace = result.trace;
  if (result.exec) {
    record.exit_code = result.exec->exit_code;
    record.exec = to_json(*result.exec);
    return record;
  }
  std::ostringstream report;
  probe::write_output("json", report, result.report);
  record.report = nlohmann::json::parse(report.str());
  return record;
}

RunRecord record_of(const Scenario& scenario, const std::exception& error) {
  auto record = about(scenario);
  record.error = printable(error.what());
  return record;
}

RunRecord record_of_not_run(const Scenario& scenario) {
  auto record = about(scenario);
  record.status = RunStatus::not_run;
  return record;
}

nlohmann::json to_json(const RunRecord& record) {
  return {{"name", record.name},
          {"file", record.file},
          {"why", record.why},
          {"status", name_of(record.status)},
          {"verdict", record.verdict},
          {"agent_exit", record.exit_code},
          {"mismatches", record.mismatches},
          {"unjudged_times", record.unjudged_times},
          {"machine_late_ms", record.machine_late_ms},
          {"notes", record.notes},
          {"nothing_compared", record.nothing_compared},
          {"error", record.error},
          {"virtual_ms", record.virtual_ms},
          {"real_ms", record.real_ms},
          {"trace", record.trace},
          {"exec", record.exec},
          {"report", record.report}};
}

RunRecord record_from_json(const nlohmann::json& json) {
  RunRecord record;
  json.at("name").get_to(record.name);
  json.at("file").get_to(record.file);
  json.at("why").get_to(record.why);
  const auto status = json.at("status").get<std::string>();
  for (const auto known :
       {RunStatus::passed, RunStatus::failed, RunStatus::error, RunStatus::not_run}) {
    if (name_of(known) == status) record.status = known;
  }
  json.at("verdict").get_to(record.verdict);
  json.at("agent_exit").get_to(record.exit_code);
  json.at("mismatches").get_to(record.mismatches);
  json.at("unjudged_times").get_to(record.unjudged_times);
  json.at("machine_late_ms").get_to(record.machine_late_ms);
  json.at("notes").get_to(record.notes);
  json.at("nothing_compared").get_to(record.nothing_compared);
  json.at("error").get_to(record.error);
  json.at("virtual_ms").get_to(record.virtual_ms);
  json.at("real_ms").get_to(record.real_ms);
  json.at("trace").get_to(record.trace);
  record.exec = json.at("exec");
  record.report = json.at("report");
  return record;
}

}  // namespace edge::sim
