#include "probe/commands/carry_out_run.hpp"

#include <fmt/ranges.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "common/base/secret_gate.hpp"
#include "common/base/usage_error.hpp"
#include "common/files/named_file.hpp"
#include "common/files/output_file.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "common/world/spawn.hpp"
#include "probe/attempt/plan.hpp"
#include "probe/commands/printing.hpp"
#include "probe/output/live.hpp"
#include "probe/run/partial_report.hpp"
#include "probe/run/run.hpp"

namespace edge::probe {
namespace {

void warn(const std::string& text) { write_error_line("edgeprobe", text); }

/// Before the run, so that a path that cannot be written is wrong usage and not a lost hour.
void check_reports(const RunRequest& request) {
  for (const auto& report : request.reports) {
    refuse_to_replace({"--report", report.path}, request.inputs);
    try {
      check_writable(report.path);
    } catch (const std::runtime_error& error) {
      throw UsageError(std::string("--report: ") + error.what());
    }
  }
}

/// Nothing if a signal ended the run: then `signal_number` is set.
std::optional<Report> run_for_real(World& world, boost::asio::io_context& context,
                                   const RunRequest& request, Observer* observer,
                                   int& signal_number) {
  std::optional<Report> report;
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](const ErrorCode& error, int number) {
    if (error) return;
    signal_number = number;
    context.stop();
  });
  spawn(context.get_executor(), keep_result(run(world, request.options, observer), report),
        [&context](std::exception_ptr error) {
          context.stop();
          if (error) std::rethrow_exception(error);
        });
  context.run();
  return report;
}

/// Ends as the signal would have ended a program that does not handle it.
[[noreturn]] void end_by(int signal_number) {
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
  std::abort();
}

/// Writes the report everywhere it was asked for, whichever of the places fail.
void deliver(const RunRequest& request, const Report& report) {
  std::vector<std::string> failures;
  const auto attempt = [&failures](const auto& write) {
    try {
      write();
    } catch (const std::exception& error) {
      failures.emplace_back(error.what());
    }
  };
  for (const auto& file : request.reports) {
    attempt([&] { write_file(file.path, rendered(file.format, report)); });
  }
  attempt([&] {
    write_standard_output(rendered(request.format, report, terminal_style()));
    if (!std::cout) throw std::runtime_error("cannot write standard output: log lines were lost");
  });
  if (!failures.empty()) throw std::runtime_error(fmt::format("{}", fmt::join(failures, "; ")));
}

}  // namespace

int carry_out(const RunRequest& request) {
  check_reports(request);
  boost::asio::io_context context(1);
  const auto world = make_real_world(context, {.warn = warn});
  const bool text = request.format == "text";
  int signal_number = 0;
  std::optional<LiveOutput> live;
  if (text) {
    live.emplace(std::cout, *world, terminal_columns(1));
    spawn(context.get_executor(), live->refresh());
  }
  PartialReport partial(*world, live ? &*live : nullptr);
  const auto report = run_for_real(*world, context, request, &partial, signal_number);
  live.reset();
  if (!report) {
    // A program that reads JSON wants a whole report or none; so do the files.
    if (text) write_standard_output(rendered("text", partial.report(), terminal_style()));
    end_by(signal_number);
  }
  deliver(request, *report);
  return report->exit_code;
}

int print_plan(const RunRequest& request) {
  boost::asio::io_context context(1);
  const auto world = make_real_world(context, {.warn = warn});
  ResolverConfig resolver = world->resolver_config();
  if (request.options.dns) resolver.servers = {*request.options.dns};
  const Plan plan = make_plan(request.options, *find_profile(request.options.profile));
  make_tls_client(request.options);  // a bad CA file would stop the run
  write_standard_output(without_own_secrets(describe(plan, request.options, resolver)));
  return 0;
}

}  // namespace edge::probe
