// edgesim run: its options. What becomes of them: run_scenarios.cpp.
#include <CLI/CLI.hpp>

#include "common/base/arguments.hpp"
#include "common/base/duration_text.hpp"
#include "common/base/usage_error.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/commands/rows.hpp"
#include "simulator/commands/run_matrix.hpp"
#include "simulator/commands/run_scenarios.hpp"
#include "simulator/commands/seed_option.hpp"

namespace edge::sim {
namespace {

/// Options that are understood once all are known.
struct LateTexts {
  std::string world = "virtual", exec_limit = "2m", shard = "1/1";
  bool matrix = false;
  int matrix_runs = 10;
};

void add_options(CLI::App& run, RunRequest& request, LateTexts& late) {
  run.add_option("SCENARIO", request.scenarios,
                 "Scenario files, or folders of them (.yaml, .yml) with all below");
  run.add_option("--filter", request.filters,
                 "Only scenarios of which GLOB matches the name: its last part, or the whole of it "
                 "if GLOB has a '/'; may be given again for more")
      ->option_text("GLOB")->allow_extra_args(false)->check(value_problem);
  run.add_option("--shard", late.shard,
                 "Only part K of N: every Nth scenario, for CI jobs side by side; job/N takes K "
                 "from Kubernetes' JOB_COMPLETION_INDEX")
      ->option_text("K/N")->check(value_problem);
  run.add_option("--world", late.world, "Where to run: computed, or in kernel namespaces")
      ->check(CLI::IsMember({"virtual", "lab"}))->capture_default_str();
  run.add_option("--seed", request.seed, "Seed of all randomness, instead of each scenario's own")
      ->check(seed_problem);
  run.add_option("--jobs", request.jobs, "Run so many scenarios side by side")
      ->check(CLI::Range(1, 256))->capture_default_str();
  run.add_option("-o,--output", request.format, "What to print")
      ->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  run.add_option("--junit", request.junit, "Write results in JUnit's form to this file as well")
      ->check(value_problem);
  run.add_flag("--full-length", request.full_length,
                "In the lab: the agent's own 30 s per attempt, not a scenario's shorter budget");
  run.add_flag("--strict", request.strict,
                "Failures instead of notes: a fault that changes nothing or begins after the "
                "run's end, and with --exec an expectation of nothing");
  run.add_flag("--strict-times", request.strict_times,
                "In the lab: times that the machine was too late to judge are a failure");
  run.add_flag("--no-wait", request.no_wait,
                "In the lab: do not wait until other runs in the lab on this machine have ended");
  run.add_option("--pcap", request.captures,
                  "In the lab: write what each wire carries to DIR/SCENARIO/WIRE.pcap")
      ->option_text("DIR")->check(value_problem);
  run.add_option("--exec", request.exec,
                  "Run CMD (sh -c) in the module's place in the lab instead of edgeprobe; its exit "
                  "code, duration and what the hub saw are held against `expect: exec`")
      ->option_text("CMD")->check(value_problem);
  run.add_option("--exec-limit", late.exec_limit,
                  "End it after this long, if it still runs: SIGTERM, and SIGKILL 2 s later")
      ->option_text("DURATION")->capture_default_str();
  run.add_flag("--timeline", request.timeline,
                "Draw each run's attempts and tries as a line of time, instead of the results");
  run.add_flag("--matrix", late.matrix,
               "Instead of scenarios, each fault in networks drawn at random by --seed: how often "
               "the verdict names it");
  run.add_option("--matrix-runs", late.matrix_runs, "With --matrix: so many runs of each fault")
      ->check(CLI::Range(1, 10'000))->capture_default_str();
  run.add_flag("-v,--verbose", request.verbose,
                "Print each run's log, stages and verdict (the default for a single file); with "
                "--matrix, each wrong run's scenario");
}

/// What it would take the place of, and what has no attempts.
void refuse_beside_timeline(const RunRequest& request) {
  if (!request.timeline) return;
  if (request.format != "text") throw UsageError("--timeline: is text, not -o " + request.format);
  if (!request.exec.empty()) throw UsageError("--timeline: is for edgeprobe, not --exec");
  if (request.verbose) throw UsageError("--timeline: takes the place of what --verbose prints");
}

/// --exec is for the lab, so it need not be said; --world virtual would be ignored.
void understand(RunRequest& request, const CLI::App& run, const LateTexts& late) {
  const bool exec = !request.exec.empty();
  if (exec && run.count("--world") > 0 && late.world != "lab") {
    throw UsageError("--exec: a program can only run with --world lab");
  }
  request.lab = exec || late.world == "lab";
  const auto limit = parse_duration(late.exec_limit);
  if (!limit || *limit <= Duration{}) {
    throw UsageError("--exec-limit: must be a duration such as 30s or 2m, at most 24h");
  }
  if (!exec && run.count("--exec-limit") > 0) throw UsageError("--exec-limit: needs --exec");
  if (exec && request.full_length) throw UsageError("--full-length: is for edgeprobe, not --exec");
  request.exec_limit = *limit;
  request.shard = parse_shard(late.shard, environment_variables()["JOB_COMPLETION_INDEX"]);
  refuse_beside_timeline(request);
  if (!request.lab && request.full_length) throw UsageError("--full-length: needs --world lab");
  if (!request.lab && request.strict_times) throw UsageError("--strict-times: needs --world lab");
  if (!request.lab && request.no_wait) throw UsageError("--no-wait: needs --world lab");
  if (!request.lab && !request.captures.empty()) throw UsageError("--pcap: needs --world lab");
}

/// Of the options only --seed, --jobs and -o mean something to it.
MatrixRequest matrix_request(const RunRequest& request, const CLI::App& run,
                             const LateTexts& late) {
  for (const auto* option : run.get_options()) {
    const auto& name = option->get_single_name();
    const bool known = name == "matrix" || name == "matrix-runs" || name == "seed" ||
                       name == "jobs" || name == "output" || name == "verbose";
    if (option->count() == 0 || known) continue;
    throw UsageError("--matrix: draws its own scenarios and runs them in computed networks; "
                     "--seed, --jobs, --matrix-runs, -o and -v go with it, " + name + " does not");
  }
  return {request.seed.value_or(1), late.matrix_runs, request.jobs, request.format,
          request.verbose};
}

CommandAction define_run(CLI::App& app) {
  auto request = std::make_shared<RunRequest>();
  auto late = std::make_shared<LateTexts>();
  add_options(app, *request, *late);
  return [request, late, &app](ProcessArguments&) {
    if (late->matrix) return run_matrix(matrix_request(*request, app, *late));
    if (app.count("--matrix-runs") > 0) throw UsageError("--matrix-runs: needs --matrix");
    if (request->scenarios.empty()) {
      throw UsageError("SCENARIO is required: a file (.yaml, .yml) or a folder of them");
    }
    understand(*request, app, *late);
    return run_scenarios(*request);
  };
}

}  // namespace

constinit const CommandRow kRunCommand{
    .name = "run",
    .what = "Run scenarios and hold the results against expectations",
    .examples = kExamples,
    .define = define_run};

}  // namespace edge::sim
