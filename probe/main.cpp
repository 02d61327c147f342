// edgeprobe: parse, run, print, exit code. Everything else is in the library.
#include <boost/asio/io_context.hpp>
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>

#include "common/base/usage_error.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "common/world/spawn.hpp"
#include "probe/command_line.hpp"
#include "probe/explain.hpp"
#include "probe/output/live.hpp"
#include "probe/outputs.hpp"
#include "probe/plan.hpp"
#include "probe/run.hpp"

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

/// Opened before the run, so that a path that cannot be written is wrong usage and not a lost hour.
std::vector<std::ofstream> open_reports(const Command& command) {
  std::vector<std::ofstream> files;
  for (const auto& report : command.reports) {
    files.emplace_back(report.path);
    if (!files.back()) {
      throw UsageError("--report: cannot write " + report.path + ": " + std::strerror(errno));
    }
  }
  return files;
}

Report run_for_real(World& world, boost::asio::io_context& context, const Command& command,
                    Observer* observer) {
  std::optional<Report> report;
  spawn(context.get_executor(), keep_result(run(world, command.options, observer), report),
        [&context](std::exception_ptr error) {
          context.stop();
          if (error) std::rethrow_exception(error);
        });
  context.run();
  return std::move(*report);
}

int carry_out_run(const Command& command) {
  auto files = open_reports(command);
  boost::asio::io_context context(1);
  const auto world = make_real_world(context);
  const Report report = [&] {
    if (command.format != "text") return run_for_real(*world, context, command, nullptr);
    LiveOutput live(std::cout, *world, terminal_columns(1));
    spawn(context.get_executor(), live.refresh());
    return run_for_real(*world, context, command, &live);
  }();
  write_output(command.format, std::cout, report, command.format == "text");
  for (std::size_t i = 0; i < files.size(); ++i) {
    write_output(command.reports[i].format, files[i], report);
  }
  return report.exit_code;
}

int carry_out_plan(const Command& command) {
  boost::asio::io_context context(1);
  const auto world = make_real_world(context);
  ResolverConfig resolver = world->resolver_config();
  if (command.options.dns) resolver.servers = {*command.options.dns};
  const Plan plan = make_plan(command.options, *find_profile(command.options.profile));
  std::cout << describe(plan, command.options, resolver);
  return 0;
}

int carry_out(const Command& command) {
  switch (command.action) {
    case Action::run: return carry_out_run(command);
    case Action::plan: return carry_out_plan(command);
    case Action::explain: std::cout << explain(command.topic); return 0;
    case Action::list: std::cout << list_table(command.topic, command.markdown); return 0;
    case Action::say: std::cout << command.text; return 0;
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
