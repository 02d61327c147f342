#include "probe/commands/carry_out_run.hpp"

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <iostream>

#include "common/base/secret_gate.hpp"
#include "common/base/usage_error.hpp"
#include "common/files/named_file.hpp"
#include "common/files/output_file.hpp"
#include "common/world/real/end_signals.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "common/world/spawn.hpp"
#include "probe/attempt/plan.hpp"
#include "probe/commands/each_of_them.hpp"
#include "probe/commands/printing.hpp"
#include "probe/commands/until_signal.hpp"
#include "probe/output/live.hpp"
#include "probe/run/run.hpp"

namespace edge::probe {
namespace {

void warn(const std::string& text) { write_error_line("edgeprobe", text); }

/// OpenSSL goes on without it, and so does the agent.
void warn_of_missing_bundle(const Options& options) {
  std::error_code ignored;
  const auto& file = options.system_bundle;
  if (!options.ca_file.empty() || file.empty() || std::filesystem::exists(file, ignored)) return;
  warn("SSL_CERT_FILE: there is no " + file + "; only the directory of certificates counts");
}

/// Certificates that another program gave are judged before anything is sent, as a file's are.
void check_found_trust(const Options& options) {
  if (!options.ca_pem) return;
  try {
    make_tls_client(options, options.hub);
  } catch (const UsageError& error) {
    throw UsageError("what " + options.identity_from + " gives to be trusted: " + error.what());
  }
}

/// A signal ends the run with what it has seen until then.
Report run_for_real(World& world, boost::asio::io_context& context, const RunRequest& request,
                    Observer* observer, const EndSignals& signals) {
  Event interruption;
  return until_signal(context, signals, interruption,
                      run(world, request.options, observer, &interruption));
}

/// Writes the report everywhere it was asked for, whichever of the places fail.
void deliver(const RunRequest& request, const Report& report) {
  EachOfThem each;
  for (const auto& file : request.reports) {
    each.attempt([&] { write_file(file.path, rendered(file.format, report)); });
  }
  each.attempt([&] {
    write_standard_output(rendered(request.format, report, terminal_style()));
    if (!std::cout) throw std::runtime_error("cannot write standard output: log lines were lost");
  });
  each.finish();
}

}  // namespace

int carry_out(const RunRequest& request) {
  check_report_files(request.reports, request.inputs);
  check_found_trust(request.options);
  warn_of_missing_bundle(request.options);
  boost::asio::io_context context(1);
  const auto world = make_real_world(context, {.elsewhere = request.elsewhere, .warn = warn});
  const EndSignals signals;
  std::optional<LiveOutput> live;
  if (output_called(request.format).live) {
    live.emplace(std::cout, *world, terminal_columns(1));
    spawn(context.get_executor(), live->refresh());
  }
  const auto report =
      run_for_real(*world, context, request, live ? &*live : nullptr, signals);
  live.reset();
  deliver(request, report);
  return report.exit_code;
}

int print_plan(const RunRequest& request) {
  warn_of_missing_bundle(request.options);
  boost::asio::io_context context(1);
  const auto world = make_real_world(context, {.elsewhere = request.elsewhere, .warn = warn});
  const Profile& profile = *find_profile(request.options.profile);
  ResolverConfig resolver = world->resolver_config(profile.c_library);
  if (request.options.dns) resolver.servers = {*request.options.dns};
  const Plan plan = make_plan(request.options, profile);
  check_trust_of_plan(request.options);
  write_standard_output(without_own_secrets(describe(plan, request.options, resolver)));
  return 0;
}

}  // namespace edge::probe
