#include "probe/commands/carry_out_survey.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <iostream>

#include "common/files/output_file.hpp"
#include "common/program/program.hpp"
#include "common/world/real/end_signals.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "common/world/spawn.hpp"
#include "probe/commands/each_of_them.hpp"
#include "probe/commands/engine_called.hpp"
#include "probe/commands/printing.hpp"
#include "probe/commands/proxy_option.hpp"
#include "probe/commands/side_by_side.hpp"
#include "probe/commands/until_signal.hpp"
#include "probe/survey/join_surveys.hpp"
#include "probe/survey/survey_json.hpp"
#include "probe/survey_output/allow_list.hpp"
#include "probe/survey_output/news.hpp"
#include "probe/survey_output/outputs.hpp"
#include "probe/survey_output/progress.hpp"
#include "probe/vantage/vantage.hpp"

namespace edge::probe {
namespace {

void warn_of(const std::string& text) { write_error_line("edgeprobe", text); }

/// Takes this process there for good. Files and certificates stay the program's own.
std::optional<Elsewhere> go_to(const std::string& vantage, SurveyRequest& request) {
  const auto engine = [&] { return engine_called(request.engine); };
  const OtherNetwork there = find_vantage(vantage, engine, false);
  for (const auto& warning : there.warnings) warn_of(warning);
  request.options.common.vantage = there.words;
  enter(there);
  return there.elsewhere;
}

SurveyReport survey_for_real(SurveyRequest request) {
  const auto& vantages = request.vantages;
  std::optional<Elsewhere> elsewhere;
  if (!vantages.empty() && vantages.front() != kHostVantage) {
    elsewhere = go_to(vantages.front(), request);
  }
  boost::asio::io_context context(1);
  const auto world = make_real_world(context, {.elsewhere = elsewhere, .warn = warn_of});
  const EndSignals signals;
  ProgressLine line(std::cerr, *world, terminal_columns(2), planned_checks(request.options).size());
  SurveyProgress progress(*world, line);
  SurveyNews news(request.news);
  SurveyObserver* observer = &progress;
  if (request.news >= 0) observer = &news;
  spawn(context.get_executor(), progress.refresh());
  Event interruption;
  return until_signal(context, signals, interruption,
                      survey(*world, request.options, observer, &interruption));
}

std::vector<OwnCopyStart> copies_for(const SurveyRequest& request) {
  std::vector<OwnCopyStart> copies;
  for (const auto& vantage : request.vantages) {
    auto& copy = copies.emplace_back(
        OwnCopyStart{{"survey", "--output=json", "--vantage=" + vantage,
                      fmt::format("--news={}", kNewsDescriptor)}, {}});
    if (!request.proxy_urls.empty()) {
      copy.arguments.emplace_back(kProxiesFromInput);
      copy.input = proxies_for_input(request.proxy_urls);
    }
    copy.arguments.insert(copy.arguments.end(), request.shared.begin(), request.shared.end());
  }
  return copies;
}

/// Their progress is one line; what they said is told when it is gone.
std::vector<OwnCopyResult> run_with_progress(const SurveyRequest& request) {
  boost::asio::io_context context(1);
  const auto clock = make_real_world(context);
  ProgressLine line(std::cerr, *clock, terminal_columns(2), planned_checks(request.options).size());
  OwnCopiesWatch watch;
  watch.on_news = [&](std::string_view news) { show_news(news, line); };
  if (line.is_shown()) watch.on_second = [&] { line.draw(); };
  return run_side_by_side(copies_for(request), watch);
}

/// A process for each network, as one can be in only one.
SurveyReport survey_side_by_side(const SurveyRequest& request) {
  const auto& networks = request.options.networks;
  const auto results = run_with_progress(request);
  warn_of_copies(results, networks);
  SurveyReport whole = planned_report(request.options);
  for (std::size_t i = 0; i < networks.size(); ++i) {
    const std::string why = why_no_report(results[i]);
    if (why.empty()) add_network(whole, recorded_survey(results[i].output, networks[i]));
    else leave_network_out(whole, networks[i], why);
  }
  conclude_survey(whole);
  if (request.options.warnings_as_errors && counts_of(whole).warned > 0) whole.exit_code = 1;
  return whole;
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
  make_tls_client(request.options.common, "survey.invalid");  // a bad CA file would stop each check
  const bool several = request.vantages.size() > 1;
  const SurveyReport report = several ? survey_side_by_side(request) : survey_for_real(request);
  deliver_survey(request, report);
  return report.exit_code;
}

int print_survey_plan(const SurveyRequest& request) {
  check_trust_of_plan(request.options.common);
  const bool in_words = request.format == "text";
  write_standard_output(in_words
                            ? describe_survey(request.options)
                            : rendered_survey(request.format, planned_report(request.options)));
  return 0;
}

}  // namespace edge::probe
