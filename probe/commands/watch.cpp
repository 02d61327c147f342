// edgeprobe watch: its options, and the watch in the real world.
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "common/base/arguments.hpp"
#include "common/base/secret_gate.hpp"
#include "common/program/program.hpp"
#include "common/report/timestamp.hpp"
#include "common/world/real/end_signals.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "common/world/spawn.hpp"
#include "probe/commands/rows.hpp"
#include "probe/commands/source.hpp"
#include "probe/commands/survey_inputs.hpp"
#include "probe/commands/until_signal.hpp"
#include "probe/commands/watch_options.hpp"

namespace edge::probe {
namespace {

constexpr const char* kWatchExamples = R"(Examples:
  edgeprobe watch --hub contoso                      http://127.0.0.1:9600/metrics, every minute
  edgeprobe watch site.yaml --listen :9600           the same for every address of this machine
  edgeprobe watch site.yaml --listen none --textfile /var/lib/prometheus/node-exporter
  edgeprobe watch site.yaml --otlp http://collector:4318 --spool /var/lib/edgeprobe

It ends by SIGINT or SIGTERM. Exit codes: 0 ended by a signal, 2 wrong usage, 3 edgeprobe failed.)";

void add_watch_options(CLI::App& app, WatchTexts& texts) {
  add_survey_inputs(app, texts.survey);
  app.add_option("--every", texts.every, "How often a survey is made, from 10s to 24h")
      ->check(value_problem)->capture_default_str();
  app.add_option("--listen", texts.listen,
                 "Where /metrics, /healthz and /report are served, to anybody who reaches it: "
                 ":PORT, IP:PORT or none")
      ->check(value_problem)->capture_default_str();
  app.add_option("--textfile", texts.textfile,
                 "Folder in which edgeprobe.prom is written for node_exporter")
      ->check(value_problem);
  app.add_option("--otlp", texts.otlp,
                 "http://HOST[:PORT] of a collector, told by OTLP in JSON; else "
                 "OTEL_EXPORTER_OTLP_ENDPOINT")
      ->check(value_problem);
  app.add_option("--spool", texts.spool,
                 "Folder that keeps the last reports, and those that could not be sent")
      ->check(value_problem);
  app.add_option("--keep", texts.keep, "How many reports the spool has at most")
      ->check(CLI::Range(1, 10000))->capture_default_str();
}

/// A line of its own on standard output, whoever reads it or does not.
void write_news(World& world, const std::string& line) {
  const WallTime now = std::chrono::floor<std::chrono::seconds>(world.wall());
  try {
    write_standard_output(without_own_secrets(fmt::format("{} {}\n", iso_text(now), line)));
  } catch (const std::exception&) {
    // The figures are what a watch is for; that nobody reads its lines does not end it.
  }
}

void write_problem(const std::string& line) { write_error_line("edgeprobe", line); }

/// For until_signal(), which wants a result.
Awaitable<bool> watched(boost::asio::any_io_executor executor, World& world,
                        const WatchOptions& options, const WatchLines& lines, Event& end) {
  co_await watch(std::move(executor), world, options, lines, end);
  co_return true;
}

int carry_out_watch(const WatchOptions& options) {
  make_tls_client(options.survey.common, "watch.invalid");  // a bad CA file would stop each survey
  boost::asio::io_context context(1);
  const auto world = make_real_world(context, {.warn = write_problem});
  const EndSignals signals;
  const WatchLines lines{[&](const std::string& line) { write_news(*world, line); },
                         write_problem};
  if (options.collector) lines.news("sends to " + options.collector->text());
  Event end;
  until_signal(context, signals, end,
               watched(context.get_executor(), *world, options, lines, end));
  lines.news("ends, as it was told");
  return 0;
}

CommandAction define_watch(CLI::App& app) {
  auto texts = std::make_shared<WatchTexts>();
  add_watch_options(app, *texts);
  return [texts](ProcessArguments& arguments) {
    const WatchRequest request =
        understand_watch(*texts, environment_variables(), read_secret, read_source);
    for (const auto& secret : request.secrets) arguments.wipe(secret.reveal());
    for (const auto& warning : request.warnings) write_error_line("edgeprobe", warning);
    return carry_out_watch(request.options);
  };
}

}  // namespace

constinit const CommandRow kWatchCommand{
    .name = "watch",
    .what = "Repeat a survey, and serve its figures to Prometheus, OpenTelemetry and others",
    .examples = kWatchExamples,
    .define = define_watch};

}  // namespace edge::probe
