// edgeprobe survey: its options, and what becomes of them.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "common/base/arguments.hpp"
#include "common/base/rows.hpp"
#include "common/world/real/environment.hpp"
#include "probe/commands/carry_out_survey.hpp"
#include "probe/commands/rows.hpp"
#include "probe/commands/side_by_side.hpp"
#include "probe/commands/source.hpp"
#include "probe/commands/survey_inputs.hpp"
#include "probe/commands/tables.hpp"
#include "probe/survey_output/allow_list.hpp"
#include "probe/vantage/vantage.hpp"

namespace edge::probe {
namespace {

constexpr const char* kSurveyExamples = R"(Examples:
  edgeprobe survey --list                                   what an IoT Edge device needs, and why
  edgeprobe survey --hub contoso --registry contoso         is all of it reached from here?
  edgeprobe survey --hub contoso --plan                     who would be contacted; sends nothing
  edgeprobe survey --hub contoso --allow-list text          the request for the firewall team
  sudo edgeprobe survey --hub contoso --vantage host --vantage bridge:azure-iot-edge
  edgeprobe survey --template > site.yaml                   a catalogue to change
  edgeprobe survey site.yaml --report html=site.html --report json=site.json

Exit codes: 0 all as expected, 1 something is not, 2 wrong usage, 3 edgeprobe failed.)";

/// What is not told to the surveys of several networks: it is of the one report.
constexpr std::array<std::string_view, 12> kNotShared = {
    "--help",       "--vantage", "--output", "--report", "--list", "--news",
    "--allow-list", "--plan",    "--site",   "--label",  "--proxy", "--warnings-as-errors"};

void add_survey_options(CLI::App& app, SurveyTexts& texts) {
  add_survey_inputs(app, texts);
  app.add_flag("--list", texts.list, "Print the catalogue with its sources, send nothing");
  app.add_flag("--template", texts.print_template,
               "Print azure-iot-edge as YAML, to change it and give it back");
  app.add_flag("--plan", texts.plan, "Print every target, send nothing; with -o json as a report");
  app.add_option("--allow-list", texts.allow_list,
                 "After the survey print the request for the firewall team instead")
      ->check(CLI::IsMember(allow_list_names()));
  app.add_option("--vantage", texts.vantages,
                 fmt::format("A network to look from: host, {}; repeatable: each is a column; "
                             "needs root",
                             fmt::join(names_of_rows(vantage_rows(), &VantageRow::form), ", ")))
      ->option_text("KIND:NAME")->allow_extra_args(false)->check(value_problem);
  app.add_option("--engine", texts.engine,
                 "The container engine's socket; else DOCKER_HOST, or Docker's, or podman's")
      ->check(value_problem);
  app.add_option("-o,--output", texts.format, "What to print")
      ->check(CLI::IsMember(survey_output_names()))->capture_default_str();
  app.add_option("--report", texts.reports, "FORMAT=PATH: write a report as well; repeatable")
      ->allow_extra_args(false)->check(value_problem);
  app.add_option("--news", texts.news, "The descriptor on which a copy of this program tells of it")
      ->check(CLI::Range(kNewsDescriptor, kNewsDescriptor))->group("");  // not for people
  app.add_flag("--warnings-as-errors", texts.warnings_as_errors,
               "Exit 1 where something optional is not as expected, too");
}

CommandAction define_survey(CLI::App& app) {
  auto texts = std::make_shared<SurveyTexts>();
  add_survey_options(app, *texts);
  return [texts, &app](ProcessArguments& arguments) {
    if (texts->print_template) {
      write_standard_output(builtin_catalogues().front().yaml);
      return 0;
    }
    SurveyRequest request =
        understand_survey(*texts, environment_variables(), read_secret, read_source);
    request.shared = words_of(app, kNotShared);
    for (const auto& secret : request.secrets) arguments.wipe(secret.reveal());
    for (const auto& warning : request.warnings) write_error_line("edgeprobe", warning);
    if (texts->list) {
      write_standard_output(catalogue_text(request.options.catalogues));
      return 0;
    }
    return texts->plan ? print_survey_plan(request) : carry_out_survey(request);
  };
}

}  // namespace

constinit const CommandRow kSurveyCommand{
    .name = "survey",
    .what = "Try everything that a site's devices need, from a catalogue",
    .examples = kSurveyExamples,
    .define = define_survey};

}  // namespace edge::probe
