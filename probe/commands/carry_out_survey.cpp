#include "probe/commands/carry_out_survey.hpp"

#include <boost/asio/io_context.hpp>
#include <iostream>

#include "common/files/output_file.hpp"
#include "common/program/program.hpp"
#include "common/world/real/end_signals.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "common/world/spawn.hpp"
#include "probe/commands/each_of_them.hpp"
#include "probe/commands/until_signal.hpp"
#include "probe/survey_output/allow_list.hpp"
#include "probe/survey_output/outputs.hpp"
#include "probe/survey_output/progress.hpp"

namespace edge::probe {
namespace {

void warn_of(const std::string& text) { write_error_line("edgeprobe", text); }

SurveyReport survey_for_real(const SurveyRequest& request) {
  boost::asio::io_context context(1);
  const auto world = make_real_world(context, {.warn = warn_of});
  const EndSignals signals;
  const auto checks = planned_checks(request.options).size();
  SurveyProgress progress(std::cerr, *world, terminal_columns(2), checks);
  spawn(context.get_executor(), progress.refresh());
  Event interruption;
  return until_signal(context, signals, interruption,
                      survey(*world, request.options, &progress, &interruption));
}

/// Writes the report everywhere it was asked for, whichever of the places fail.
void deliver_survey(const SurveyRequest& request, const SurveyReport& report) {
  EachOfThem each;
  for (const ReportFile& file : request.reports) {
    each.attempt([&] { write_file(file.path, rendered_survey(file.format, report)); });
  }
  const TextStyle style{.width = text_columns(), .colours = wants_colours()};
  each.attempt([&] {
    write_standard_output(request.allow_list.empty()
                              ? rendered_survey(request.format, report, style)
                              : rendered_allow_list(request.allow_list, report));
  });
  each.finish();
}

}  // namespace

int carry_out_survey(const SurveyRequest& request) {
  check_report_files(request.reports, request.inputs);
  const SurveyReport report = survey_for_real(request);
  deliver_survey(request, report);
  return report.exit_code;
}

int print_survey_plan(const SurveyRequest& request) {
  make_tls_client(request.options.common, "plan.invalid");  // a bad CA file would stop the run
  const bool in_words = request.format == "text";
  write_standard_output(in_words
                            ? describe_survey(request.options)
                            : rendered_survey(request.format, planned_report(request.options)));
  return 0;
}

}  // namespace edge::probe
