// edgeprobe run: its options, and what becomes of them.
#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include "common/base/arguments.hpp"
#include "common/base/rows.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "probe/commands/carry_out_run.hpp"
#include "probe/commands/engine_called.hpp"
#include "probe/commands/rows.hpp"
#include "probe/commands/run_command_line.hpp"
#include "probe/commands/source.hpp"
#include "probe/output/outputs.hpp"
#include "probe/vantage/vantage.hpp"

namespace edge::probe {
namespace {

/// Where the run is made.
struct VantageTexts {
  std::string vantage, engine;
};

void add_output_options(CLI::App& run, RunTexts& texts) {
  run.add_flag("--plan", texts.plan, "Print every target and stage, send nothing");
  run.add_option("-o,--output", texts.format, "What to print")
      ->check(CLI::IsMember(output_names()))->capture_default_str();
  run.add_option("--report", texts.reports, "FORMAT=PATH: write a report as well; repeatable")
      ->check(value_problem);
}

void add_vantage(CLI::App& run, VantageTexts& where) {
  run.add_option("--vantage", where.vantage,
                 fmt::format("From the host, in another network, without an image: {}; needs root",
                             fmt::join(names_of_rows(vantage_rows(), &VantageRow::form), ", ")))
      ->option_text("KIND:NAME")->check(value_problem);
  run.add_option("--engine", where.engine,
                 "The container engine's socket; else DOCKER_HOST, or Docker's, or podman's")
      ->check(value_problem);
}

RunRequest understand_with(const RunTexts& texts, const Environment& environment,
                           const std::string& engine) {
  return understand_run(texts, environment, read_secret,
                        {[&engine] { return engine_called(engine); }, real_wall_time});
}

/// Files, the environment and the engine are read first: what follows is in another network.
RunRequest understand_there(const RunTexts& texts, const OtherNetwork& vantage,
                            const std::string& engine) {
  auto request = understand_with(
      texts, vantage.environment ? *vantage.environment : environment_variables(), engine);
  request.options.vantage = vantage.words;
  request.elsewhere = vantage.elsewhere;
  request.warnings.insert(request.warnings.begin(), vantage.warnings.begin(),
                          vantage.warnings.end());
  return request;
}

CommandAction define_run(CLI::App& app) {
  auto texts = std::make_shared<RunTexts>();
  auto where = std::make_shared<VantageTexts>();
  add_run_options(app, *texts);
  add_output_options(app, *texts);
  add_vantage(app, *where);
  return [texts, where](ProcessArguments& arguments) {
    const auto find = [&](bool plan) {
      return find_vantage(where->vantage, [&] { return engine_called(where->engine); }, plan);
    };
    std::optional<OtherNetwork> vantage;
    if (!where->vantage.empty()) vantage = find(true);
    auto request = vantage ? understand_there(*texts, *vantage, where->engine)
                           : understand_with(*texts, environment_variables(), where->engine);
    for (const auto& secret : request.secrets) arguments.wipe(secret.reveal());
    for (const auto& warning : request.warnings) write_error_line("edgeprobe", warning);
    if (vantage && !request.plan && !vantage->network.valid()) {
      vantage = find(false);  // one that sends packets: only when all else is right
      request.options.vantage = vantage->words;
    }
    if (vantage) enter(*vantage);
    return request.plan ? print_plan(request) : carry_out(request);
  };
}

}  // namespace

constinit const CommandRow kRunCommand{
    .name = "run",
    .what = "Connect as the agent does; say what is in the way",
    .examples = kExamples,
    .no_words = "name the hub with --hub HOST, or the device with --connection-string @FILE",
    .define = define_run};

}  // namespace edge::probe
