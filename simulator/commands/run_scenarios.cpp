#include "simulator/commands/run_scenarios.hpp"

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <optional>
#include <sstream>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/base/secret_gate.hpp"
#include "common/program/program.hpp"
#include "common/world/real/end_signals.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "probe/output/outputs.hpp"
#include "simulator/commands/suite.hpp"
#include "simulator/lab/captures.hpp"
#include "simulator/lab_run/exec_runner.hpp"
#include "simulator/lab_run/lab_runner.hpp"
#include "simulator/lab_run/machine_turn.hpp"
#include "simulator/run/expectation.hpp"
#include "simulator/run/idle_faults.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/seeds.hpp"
#include "simulator/run/workers.hpp"
#include "simulator/run_output/outputs.hpp"

namespace edge::sim {
namespace {

class Stopwatch {
 public:
  Stopwatch() : world_(make_real_world(context_)), begun_(world_->now()) {}
  double milliseconds() const { return in_milliseconds(world_->now() - begun_); }

 private:
  boost::asio::io_context context_{1};
  std::unique_ptr<World> world_;
  Instant begun_;
};

/// The probe that was built beside this program.
std::string probe_program() {
  const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "edgeprobe";
  if (!std::filesystem::exists(beside)) {
    throw std::runtime_error("the lab runs " + beside.string() + ", which is not there");
  }
  return beside.string();
}

ExecSettings exec_settings(const RunRequest& request, const EndSignals& signals) {
  ExecSettings settings;
  settings.command = request.exec;
  settings.limit = request.exec_limit;
  settings.environment = environment_variables();
  settings.working_folder = std::filesystem::current_path();
  settings.captures = request.captures;
  settings.signals = &signals;
  return settings;
}

/// What edgeprobe itself, or the user's program, has printed.
void tell_story(std::ostream& story, const ScenarioResult& result) {
  if (!result.exec) {
    return probe::write_output("text", story, result.report,
                               {.colours = wants_colours(), .width = text_columns()});
  }
  if (result.exec->left_out > 0) {
    story << "(" << result.exec->left_out << " bytes are left out here)\n";
  }
  story << printable_lines(result.exec->output);
}

ScenarioResult run_in_world(const Scenario& scenario, const RunRequest& request,
                            InterprocessLock& lock, const EndSignals& signals) {
  if (!request.exec.empty()) return exec_in_lab(scenario, exec_settings(request, signals));
  return run_each_seed(scenario, [&](const Scenario& one) {
    if (signals.came()) throw std::runtime_error("a signal came between two seeds");
    if (!request.lab) return run_scenario(one);
    return run_in_lab(one,
                      {probe_program(), !request.full_length, &lock, request.captures, &signals});
  });
}

constexpr const char* kNothingCompared =
    "nothing was compared: `expect` has only `exec`, which is for --exec";

bool is_for_program_alone(const Scenario& scenario, const ScenarioResult& result) {
  return !result.exec && scenario.expect.exec && expects_only_of_program(scenario.expect);
}

/// What only looks like a test: faults that no run can notice, and a program that may do anything.
std::vector<std::string> idle_parts(const Scenario& scenario, const ScenarioResult& result) {
  // What is written for a program of --exec is for one that goes on after edgeprobe has ended.
  const bool stands_in = !result.exec && scenario.expect.exec;
  const auto lasted = result.exec ? result.exec->lasted
                      : stands_in ? Duration{std::chrono::years{100}}
                                  : result.report.ended;
  auto lines = idle_faults(scenario, fault_rows(), scenario.probe.begins + lasted);
  if (result.exec && expects_nothing_of_program(scenario.expect)) {
    lines.emplace_back("nothing is expected of the program: `expect` needs an `exit` or an `exec`");
  }
  if (is_for_program_alone(scenario, result)) lines.emplace_back(kNothingCompared);
  return lines;
}

/// They are worth a note, or with --strict a failure.
void judge_idle_parts(const Scenario& scenario, ScenarioResult& result, bool strict) {
  for (auto& line : idle_parts(scenario, result)) {
    if (strict) result.mismatches.push_back(line + " (--strict)");
    else result.notes.push_back(std::move(line));
  }
}

void fail_unjudged_times(ScenarioResult& result) {
  for (const auto& line : result.unjudged_times) {
    result.mismatches.push_back(line + ", where the machine was late (--strict-times)");
  }
  result.unjudged_times.clear();
}

/// With `story`, what edgeprobe or the user's program prints goes there as well.
RunRecord run_one(const Scenario& scenario, const RunRequest& request, InterprocessLock& lock,
                  const EndSignals& signals, std::ostream* story) {
  const SeparateSecretGate own;
  const Stopwatch watch;
  const auto record = [&] {
    if (signals.came()) return record_of_not_run(scenario);
    try {
      auto result = run_in_world(scenario, request, lock, signals);
      judge_idle_parts(scenario, result, request.strict);
      if (request.strict_times) fail_unjudged_times(result);
      // Whatever ran in the lab has been told to end as well; a computed world knows no signals.
      if (request.lab && signals.came()) return record_of_not_run(scenario);
      if (story) tell_story(*story, result);
      auto told = record_of(scenario, result);
      if (is_for_program_alone(scenario, result)) told.nothing_compared = kNothingCompared;
      return told;
    } catch (const std::exception& error) {
      if (signals.came()) return record_of_not_run(scenario);
      return record_of(scenario, error);
    }
  };
  auto made = record();
  made.real_ms = watch.milliseconds();
  return made;
}

/// A run's record and, if it is to be told, its story.
struct ToldRun {
  RunRecord record;
  std::string story;
};

ToldRun run_and_tell(const Scenario& scenario, const RunRequest& request, InterprocessLock& lock,
                     const EndSignals& signals, bool tell) {
  std::ostringstream story;
  auto record = run_one(scenario, request, lock, signals, tell ? &story : nullptr);
  return {std::move(record), story.str()};
}

std::string heading_of(const Scenario& scenario) {
  return printable_lines(scenario.name + ": " + scenario.why) + "\n\n";
}

/// One after the other in this process: the heading comes before the run.
std::vector<RunRecord> run_in_turn(const std::vector<Scenario>& scenarios,
                                   const RunRequest& request, bool tell) {
  InterprocessLock lock;
  const EndSignals signals;
  std::vector<RunRecord> records;
  for (const auto& scenario : scenarios) {
    if (tell && !signals.came()) write_standard_output(heading_of(scenario));
    auto run = run_and_tell(scenario, request, lock, signals, tell);
    const bool told = tell && run.record.status != RunStatus::not_run;
    if (told) write_standard_output(run.story + "\n");
    records.push_back(std::move(run.record));
  }
  return records;
}

std::vector<RunRecord> run_side_by_side(const std::vector<Scenario>& scenarios,
                                        const RunRequest& request, bool tell) {
  InterprocessLock lock;
  const EndSignals signals;
  std::vector<RunRecord> records;
  run_forked(
      scenarios.size(), request.jobs,
      [&](std::size_t i) {
        const auto run = run_and_tell(scenarios[i], request, lock, signals, tell);
        return json_text(nlohmann::json{{"record", to_json(run.record)}, {"story", run.story}});
      },
      [&](std::size_t i, const WorkerResult& result) {
        const std::runtime_error died("the worker process that ran it died " + result.died);
        const auto run = result.died.empty() ? nlohmann::json::parse(result.text) : nullptr;
        records.push_back(run.is_null() ? record_of(scenarios[i], died)
                                        : record_from_json(run.at("record")));
        records.back().name = scenarios[i].name;  // JSON has no place for bytes that are no UTF-8
        records.back().file = scenarios[i].file;
        if (!tell || run.is_null() || records.back().status == RunStatus::not_run) return;
        write_standard_output(heading_of(scenarios[i]) + run.at("story").get<std::string>() + "\n");
      });
  return records;
}

std::vector<RunRecord> run_all(const std::vector<Scenario>& scenarios, const RunRequest& request) {
  const bool text = request.format == "text" && !request.timeline;
  const bool tell = text && (request.verbose || scenarios.size() == 1);
  const bool alone = request.jobs == 1 || scenarios.size() == 1;
  return alone ? run_in_turn(scenarios, request, tell) : run_side_by_side(scenarios, request, tell);
}

int exit_code(const std::vector<RunRecord>& records) {
  int code = 0;
  for (const auto& record : records) {
    if (record.status == RunStatus::error) return kProgramFailed;
    if (record.status != RunStatus::passed) code = kNotMet;
  }
  return code;
}

/// Before anything runs, so that a folder that cannot be made costs no results.
void check_captures(const std::string& folder) {
  if (!folder.empty()) prepare_captures(folder);
}

std::string results_text(const RunRequest& request, const std::vector<RunRecord>& records,
                         double elapsed_ms) {
  std::ostringstream text;
  const auto* world = request.lab ? "lab" : "virtual";
  if (request.format == "json") {
    write_json(text, records, world);
  } else if (request.timeline) {
    write_timelines(text, records);
  } else {
    write_text(text, records,
               {.colours = wants_colours(), .world = world, .elapsed_ms = elapsed_ms});
  }
  return text.str();
}

}  // namespace

int run_scenarios(const RunRequest& request) {
  const auto suite = load_suite(request);
  check_junit(request.junit, suite);
  if (!suite.bad.empty()) return refuse_suite(request, suite);
  check_captures(request.captures);
  std::optional<MachineTurn> turn;
  if (request.lab && !request.no_wait) {
    turn.emplace(usual_lock_folders(),
                 [](const std::string& sentence) { write_error_line("edgesim", sentence); });
  }
  const Stopwatch watch;
  const auto records = run_all(suite.scenarios, request);
  const auto elapsed_ms = watch.milliseconds();
  write_junit_file(request.junit, records);
  write_standard_output(results_text(request, records, elapsed_ms));
  return exit_code(records);
}

}  // namespace edge::sim
