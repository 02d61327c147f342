// edgesim fuzz: networks drawn at random, held against what must hold of every run.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "common/base/arguments.hpp"
#include "common/base/json_text.hpp"
#include "common/files/output_file.hpp"
#include "common/program/program.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/commands/rows.hpp"
#include "simulator/commands/run_scenarios.hpp"
#include "simulator/commands/seed_option.hpp"
#include "simulator/fuzz/run_case.hpp"
#include "simulator/run/workers.hpp"

namespace edge::sim {
namespace {

constexpr const char* kFuzzExamples = R"(Examples:
  edgesim fuzz                              100 networks, each with up to two faults
  edgesim fuzz --seed 7 --count 1000 --jobs 2
  edgesim fuzz --seed 7 --first 417 --count 1    one of them again
  edgesim fuzz --count 1000 --keep found         writes each failure as a scenario

What must hold: each run ends in time with a whole report; a verdict has evidence, and names one of
the faults or says that it cannot; without a fault the agent connects; 50 ms more delay change no
verdict; when all has healed the agent connects. A failure is shrunk to what matters.

Exit codes: 0 all of it held, 1 not, 2 wrong usage, 3 could not be run.)";

struct FuzzRequest {
  std::uint64_t seed = 1, first = 0;
  std::size_t count = 100, jobs = 1;
  std::string folder;
};

/// A comment with what is wrong, and the scenario that shows it.
std::string story_of(const FoundCase& found, const FuzzRequest& request, std::uint64_t number) {
  return fmt::format("# {}: {}\n# edgesim fuzz --seed {} --first {} --count 1\n{}",
                     found.violation.rule, found.violation.what, request.seed, number,
                     scenario_text(found.scenario));
}

void keep(const FuzzRequest& request, std::uint64_t number, const std::string& story) {
  if (request.folder.empty()) return;
  std::filesystem::create_directories(request.folder);
  write_file(fmt::format("{}/fuzz-{}-{}.yaml", request.folder, request.seed, number), story);
}

int fuzz(const FuzzRequest& request) {
  std::size_t failed = 0;
  run_forked(
      request.count, request.jobs,
      [&](std::size_t run) {
        const auto found = run_case(request.seed, request.first + run);
        return found ? story_of(*found, request, request.first + run) : std::string();
      },
      [&](std::size_t run, const WorkerResult& result) {
        const auto number = request.first + run;
        auto story = result.text;
        if (!result.died.empty()) {
          story = fmt::format("# the process that ran case {} died {}\n", number, result.died);
        }
        if (story.empty()) return;
        ++failed;
        write_standard_output(story + "\n");
        keep(request, number, story);
      });
  write_standard_output(fmt::format("{} cases of seed {}: {} as they must be, {} not\n",
                                    request.count, request.seed, request.count - failed, failed));
  return failed == 0 ? 0 : kNotMet;
}

CommandAction define_fuzz(CLI::App& app) {
  auto request = std::make_shared<FuzzRequest>();
  app.add_option("--seed", request->seed, "Seed of the cases")
      ->check(seed_problem)->capture_default_str();
  app.add_option("--count", request->count, "How many cases")
      ->check(CLI::Range(1, 10'000'000))->capture_default_str();
  app.add_option("--first", request->first, "Number of the first")
      ->check(seed_problem)->capture_default_str();
  app.add_option("--jobs", request->jobs, "Run so many side by side")
      ->check(CLI::Range(1, 256))->capture_default_str();
  app.add_option("--keep", request->folder, "Write each failure to DIR/fuzz-SEED-NUMBER.yaml")
      ->option_text("DIR")->check(value_problem);
  return [request](ProcessArguments&) { return fuzz(*request); };
}

}  // namespace

constinit const CommandRow kFuzzCommand{
    .name = "fuzz",
    .what = "Run networks drawn at random, and find what the probe gets wrong",
    .examples = kFuzzExamples,
    .define = define_fuzz};

}  // namespace edge::sim
