#include "simulator/commands/run_scenarios.hpp"

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/usage_error.hpp"
#include "common/files/named_file.hpp"
#include "common/files/output_file.hpp"
#include "common/program/program.hpp"
#include "common/world/real/end_signals.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "probe/output/outputs.hpp"
#include "simulator/lab/captures.hpp"
#include "simulator/lab_run/exec_runner.hpp"
#include "simulator/lab_run/lab_runner.hpp"
#include "simulator/lab_run/lab_timeline.hpp"
#include "simulator/lab_run/machine_turn.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/seeds.hpp"
#include "simulator/run/timeline.hpp"
#include "simulator/run/workers.hpp"
#include "simulator/run_output/outputs.hpp"

namespace edge::sim {
namespace {

/// Everything that can be wrong with the files is found before the first one runs.
std::vector<Scenario> load(const RunRequest& request) {
  std::vector<Scenario> scenarios;
  for (const auto& file : scenario_files(request.scenarios)) {
    auto scenario = load_scenario(file);
    if (request.seed) scenario.seed = *request.seed;
    const auto phases = request.lab ? plan_lab_phases(scenario)
                                    : plan_phases(scenario, fault_rows());
    check_probe(scenario, phases.front().topology);
    scenarios.push_back(std::move(scenario));
  }
  return scenarios;
}

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
      if (request.strict_times) fail_unjudged_times(result);
      // Whatever ran in the lab has been told to end as well; a computed world knows no signals.
      if (request.lab && signals.came()) return record_of_not_run(scenario);
      if (story) tell_story(*story, result);
      return record_of(scenario, result);
    } catch (const std::exception& error) {
      if (signals.came()) return record_of_not_run(scenario);
      return record_of(scenario, error);
    }
  };
  auto made = record();
  made.real_ms = watch.milliseconds();
  return made;
}

std::vector<RunRecord> run_all(const std::vector<Scenario>& scenarios, const RunRequest& request) {
  const bool text = request.format == "text" && !request.timeline;
  const bool tell = text && (request.verbose || scenarios.size() == 1);
  InterprocessLock lock;
  const EndSignals signals;
  std::vector<RunRecord> records;
  if (tell || request.jobs == 1) {
    for (const auto& scenario : scenarios) {
      std::ostringstream story;
      const auto heading = printable_lines(scenario.name + ": " + scenario.why) + "\n\n";
      if (tell && !signals.came()) write_standard_output(heading);
      records.push_back(run_one(scenario, request, lock, signals, tell ? &story : nullptr));
      const bool told = tell && records.back().status != RunStatus::not_run;
      if (told) write_standard_output(story.str() + "\n");
    }
    return records;
  }
  run_forked(
      scenarios.size(), request.jobs,
      [&](std::size_t i) {
        return json_text(to_json(run_one(scenarios[i], request, lock, signals, nullptr)));
      },
      [&](std::size_t i, const WorkerResult& result) {
        const std::runtime_error died("the worker process that ran it died " + result.died);
        records.push_back(result.died.empty()
                              ? record_from_json(nlohmann::json::parse(result.text))
                              : record_of(scenarios[i], died));
        records.back().name = scenarios[i].name;  // JSON has no place for bytes that are no UTF-8
        records.back().file = scenarios[i].file;
      });
  return records;
}

int exit_code(const std::vector<RunRecord>& records) {
  int code = 0;
  for (const auto& record : records) {
    if (record.status == RunStatus::error) return kProgramFailed;
    if (record.status != RunStatus::passed) code = kNotMet;
  }
  return code;
}

/// Before anything runs, so that a path that cannot be written costs no results.
void check_junit(const std::string& path, const std::vector<Scenario>& scenarios) {
  if (path.empty()) return;
  std::vector<std::string> inputs;
  for (const auto& scenario : scenarios) inputs.push_back(scenario.file.string());
  refuse_to_replace({"--junit", path}, inputs);
  try {
    check_writable(path);
  } catch (const std::runtime_error& error) {
    throw UsageError(std::string("--junit: ") + error.what());
  }
}

/// Before anything runs, as above.
void check_captures(const std::string& folder, const std::vector<Scenario>& scenarios) {
  if (folder.empty()) return;
  std::map<std::string, std::filesystem::path> files;
  for (const auto& scenario : scenarios) {
    const auto [first, added] = files.try_emplace(scenario.name, scenario.file);
    if (added) continue;
    throw UsageError("--pcap: " + first->second.string() + " and " + scenario.file.string() +
                     " would be captured in one folder");
  }
  prepare_captures(folder);
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
  const auto scenarios = load(request);
  check_junit(request.junit, scenarios);
  check_captures(request.captures, scenarios);
  std::optional<MachineTurn> turn;
  if (request.lab && !request.no_wait) {
    turn.emplace(usual_lock_folders(),
                 [](const std::string& sentence) { write_error_line("edgesim", sentence); });
  }
  const Stopwatch watch;
  const auto records = run_all(scenarios, request);
  const auto elapsed_ms = watch.milliseconds();
  if (!request.junit.empty()) {
    std::ostringstream junit;
    write_junit(junit, records);
    write_file(request.junit, junit.str());
  }
  write_standard_output(results_text(request, records, elapsed_ms));
  return exit_code(records);
}

}  // namespace edge::sim
