// edgeprobe: parse, run, print, exit code. Everything else is in the library.
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <sstream>

#include "common/base/usage_error.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "common/world/spawn.hpp"
#include "probe/attempt/plan.hpp"
#include "probe/commands/command_line.hpp"
#include "probe/commands/explain.hpp"
#include "probe/output/live.hpp"
#include "probe/output/outputs.hpp"
#include "probe/run/partial_report.hpp"
#include "probe/run/run.hpp"

namespace edge::probe {
namespace {

constexpr int kWrongUsage = 2;
constexpr int kProbeFailed = 3;
constexpr std::size_t kLargestSecretFile = 64 * 1024;

std::string read_source(const std::string& path) {
  try {
    return path == "-" ? read_standard_input(kLargestSecretFile)
                       : read_file(path, kLargestSecretFile);
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
}

/// Overwrites every argument that holds one of `secrets`, so that `ps` no longer shows it.
void wipe_arguments(int argc, char** argv, const std::vector<std::string>& secrets) {
  for (int i = 1; i < argc; ++i) {
    for (const auto& secret : secrets) {
      if (std::strstr(argv[i], secret.c_str())) {
        wipe_argument(argv[i]);
        break;
      }
    }
  }
}

/// Before the run, so that a path that cannot be written is wrong usage and not a lost hour.
void check_reports(const Command& command) {
  for (const auto& report : command.reports) {
    try {
      check_writable(report.path);
    } catch (const std::runtime_error& error) {
      throw UsageError(std::string("--report: ") + error.what());
    }
  }
}

/// Nothing if a signal ended the run: then `signal_number` is set.
std::optional<Report> run_for_real(World& world, boost::asio::io_context& context,
                                   const Command& command, Observer* observer,
                                   int& signal_number) {
  std::optional<Report> report;
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](const ErrorCode& error, int number) {
    if (error) return;
    signal_number = number;
    context.stop();
  });
  spawn(context.get_executor(), keep_result(run(world, command.options, observer), report),
        [&context](std::exception_ptr error) {
          context.stop();
          if (error) std::rethrow_exception(error);
        });
  context.run();
  return report;
}

std::string rendered(const std::string& format, const Report& report,
                     const OutputStyle& style = {}) {
  std::ostringstream text;
  write_output(format, text, report, style);
  return text.str();
}

/// For standard output, where the log lines were shown as they happened.
OutputStyle terminal_style() {
  constexpr int kNarrowest = 80, kWidest = 100;  // columns
  const int columns = terminal_columns(1).value_or(kWidest);
  return {.log_shown = true,
          .colours = wants_colours(),
          .width = static_cast<std::size_t>(std::clamp(columns, kNarrowest, kWidest))};
}

/// Ends as the signal would have ended a program that does not handle it.
[[noreturn]] void end_by(int signal_number) {
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
  std::abort();
}

/// Writes the report everywhere it was asked for, whichever of the places fail.
void deliver(const Command& command, const Report& report) {
  std::vector<std::string> failures;
  const auto attempt = [&failures](const auto& write) {
    try {
      write();
    } catch (const std::exception& error) {
      failures.emplace_back(error.what());
    }
  };
  for (const auto& file : command.reports) {
    attempt([&] { write_file(file.path, rendered(file.format, report)); });
  }
  attempt([&] {
    write_standard_output(rendered(command.format, report, terminal_style()));
    if (!std::cout) throw std::runtime_error("cannot write standard output: log lines were lost");
  });
  if (!failures.empty()) throw std::runtime_error(fmt::format("{}", fmt::join(failures, "; ")));
}

int carry_out_run(const Command& command) {
  check_reports(command);
  boost::asio::io_context context(1);
  const auto world = make_real_world(context);
  const bool text = command.format == "text";
  int signal_number = 0;
  std::optional<LiveOutput> live;
  if (text) {
    live.emplace(std::cout, *world, terminal_columns(1));
    spawn(context.get_executor(), live->refresh());
  }
  PartialReport partial(*world, live ? &*live : nullptr);
  const auto report = run_for_real(*world, context, command, &partial, signal_number);
  live.reset();
  if (!report) {
    // A program that reads JSON wants a whole report or none; so do the files.
    if (text) write_standard_output(rendered("text", partial.report(), terminal_style()));
    end_by(signal_number);
  }
  deliver(command, *report);
  return report->exit_code;
}

int carry_out_plan(const Command& command) {
  boost::asio::io_context context(1);
  const auto world = make_real_world(context);
  ResolverConfig resolver = world->resolver_config();
  if (command.options.dns) resolver.servers = {*command.options.dns};
  const Plan plan = make_plan(command.options, *find_profile(command.options.profile));
  make_tls_client(command.options);  // a bad CA file would stop the run
  write_standard_output(describe(plan, command.options, resolver));
  return 0;
}

int carry_out(const Command& command) {
  switch (command.action) {
    case Action::run: return carry_out_run(command);
    case Action::plan: return carry_out_plan(command);
    case Action::explain: write_standard_output(explain(command.topic)); return 0;
    case Action::list: write_standard_output(list_table(command.topic, command.markdown)); return 0;
    case Action::say: write_standard_output(command.text); return 0;
  }
  return kProbeFailed;
}

int main_of(int argc, char** argv) {
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const Command command = parse_command_line(arguments, environment_variables(), read_source);
    wipe_arguments(argc, argv, command.secrets);
    for (const auto& warning : command.warnings) std::cerr << "edgeprobe: " << warning << "\n";
    return carry_out(command);
  } catch (const UsageError& error) {
    std::cerr << "edgeprobe: " << error.what() << "\n";
    return kWrongUsage;
  } catch (const std::exception& error) {
    std::cerr << "edgeprobe: could not work: " << error.what() << "\n";
    return kProbeFailed;
  }
}

}  // namespace
}  // namespace edge::probe

int main(int argc, char** argv) { return edge::probe::main_of(argc, argv); }
