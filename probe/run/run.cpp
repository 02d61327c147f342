#include "probe/run/run.hpp"

#include <fmt/core.h>

#include "common/base/ascii_case.hpp"
#include "common/base/check.hpp"
#include "common/base/host_name.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/version.hpp"
#include "common/tls/trust_store.hpp"
#include "common/world/concurrency.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/run/conclude.hpp"
#include "probe/run/early_verdict.hpp"
#include "probe/run/sequence.hpp"
#include "probe/run/side_by_side.hpp"
#include "probe/verdicts/cbs_facts.hpp"

namespace edge::probe {
namespace {

void record_host_facts(World& world, const Options& options, CLibrary library,
                       Journal& journal) {
  const Duration begin = journal.elapsed();
  HostDetail detail{world.host_facts(), world.resolver_config(library), options.proxy_readings};
  journal.record_beside(std::move(detail), Outcome::ok, begin);
}

/// As .NET's Uri writes it, with the agent's own mask (edge-util, Proxy.cs).
std::string url_in_log(const ProxyOptions& proxy) {
  std::string user = proxy.user;
  if (!user.empty()) user += proxy.password.empty() ? "@" : ":****@";
  std::string place = join_host_and_port(proxy.host, proxy.port);
  constexpr std::string_view kUsualPort = ":80";
  if (place.ends_with(kUsualPort)) place.resize(place.size() - kUsualPort.size());
  return fmt::format("http://{}{}/", user, place);
}

/// Of all_proxy, which only .NET reads for it, the agent's log has no line.
bool logs_its_proxy(const Profile& profile, const Options& options) {
  if (!options.proxy || profile.proxy_line.empty()) return false;
  const auto& readings = options.proxy_readings;
  return readings.empty() || same_ignoring_case(readings.front().variable, "https_proxy");
}

Awaitable<void> watch(RunContext& run) {
  auto watching = both(run.paths.watch(),
                       both(run.handshakes.watch(), both(run.lookups.watch(), run.names.watch())));
  if (!run.interruption) co_return co_await std::move(watching);
  co_await until_one_ends(std::move(watching), run.interruption->limit());
}

template <class Ways>
Awaitable<void> try_ways(RunContext& run, Report& report) {
  Ways ways(run);
  co_await both(ways.run(), watch(run));
  ways.report(report);
}

/// The last stage that was ok in the attempt that came furthest.
std::string furthest_stage(const std::vector<Evidence>& evidence, const Plan& plan) {
  std::string furthest;
  std::size_t depth = 0;
  for (const auto& attempt : plan.attempts) {
    for (std::size_t i = 0; i < attempt.stages.size(); ++i) {
      for (const auto& seen : evidence) {
        if (seen.transport != attempt.transport->name || seen.stage != attempt.stages[i]) continue;
        if (seen.outcome != Outcome::ok || i + 1 <= depth) continue;
        depth = i + 1;
        furthest = seen.stage;
      }
    }
  }
  return furthest;
}

/// With a certificate the hub judges the identity by what it makes of the link.
void judge_certificate(Report& report, const Plan& plan) {
  report.identity_note = plan.identity_checked ? "link was not reached" : plan.left_out_because;
  for (const auto& seen : report.evidence) {
    const auto* link = detail_of<LinkDetail>(seen);
    if (!link) continue;
    const bool answered = seen.outcome == Outcome::ok || !link->condition.empty();
    report.identity = answered ? "checked" : "not-checked";
    report.identity_note = answered ? plan.left_out_because : "the link was not answered";
  }
}

/// Only an answer of cbs says anything on the identity; a token that nobody took says nothing.
void judge_identity(Report& report, const Plan& plan, const Options& options) {
  report.identity = "not-checked";
  if (options.certificate) return judge_certificate(report, plan);
  report.identity_note = plan.identity_checked ? "cbs was not reached" : plan.left_out_because;
  for (const auto& seen : report.evidence) {
    const auto* cbs = detail_of<CbsDetail>(seen);
    if (cbs == nullptr) continue;
    const TokenAnswer answer = token_answer(*cbs);
    if (answer == TokenAnswer::none || answer == TokenAnswer::broken) {
      report.identity_note = "cbs did not answer";
      continue;
    }
    report.identity = "checked";
    report.identity_note = plan.left_out_because;
    return;
  }
}

void judge(Report& report, const RunContext& run) {
  report.evidence = run.journal.evidence();
  report.log = run.journal.lines();
  report.reached = furthest_stage(report.evidence, run.plan);
  judge_identity(report, run.plan, run.options);
  report.interrupted = run.interrupted();
  conclude(report, run.profile);
  const bool degraded =
      !report.verdicts.empty() && report.verdicts.front().severity == Severity::warning;
  if (degraded && run.options.warnings_as_errors) report.exit_code = 1;
}

std::unique_ptr<TlsClient> trusting_client(const Options& options,
                                           const std::string& server_name) {
  TlsClientOptions tls{.server_name = server_name, .ca_file = options.ca_file,
                       .system_bundle = options.system_bundle,
                       .system_folders = options.system_folders};
  if (options.ca_pem) tls.ca_pem = options.ca_pem();
  try {
    return std::make_unique<TlsClient>(tls);
  } catch (const NoSystemCertificates& error) {
    throw NothingToTrust(error.what());
  } catch (const std::runtime_error& error) {
    const bool own = !options.ca_file.empty() || !tls.ca_pem.empty();
    const bool named = !own && !options.system_bundle.empty();
    throw UsageError((named ? "SSL_CERT_FILE: " : "") + std::string(error.what()));
  }
}

}  // namespace

std::unique_ptr<TlsClient> make_tls_client(const Options& options,
                                           const std::string& server_name) {
  auto client = trusting_client(options, server_name);
  if (!options.certificate) return client;
  try {
    client->show(options.certificate->pem, options.certificate->key.reveal());
  } catch (const std::runtime_error& error) {
    throw UsageError(fmt::format("--cert, --key: {}; both are PEM, the key without a passphrase",
                                 error.what()));
  }
  return client;
}

Awaitable<Report> run(World& world, Options options, Observer* observer, Event* interruption) {
  const Profile* profile = find_profile(options.profile);
  if (!profile) throw UsageError("no profile is called " + options.profile);
  const Plan plan = make_plan(options, *profile);
  std::unique_ptr<TlsClient> made;
  const auto tls = [&]() -> TlsClient& {
    if (!made) made = make_tls_client(options, options.hub);
    return *made;
  };
  if (!options.ca_pem) tls();  // a file that cannot be read is wrong usage: before anything else
  std::optional<EarlyVerdict> early;
  if (observer) early.emplace(world, options, *profile, plan, *observer);
  Journal journal(world, early ? &*early : nullptr, profile->log_form);
  NameWatch names(world, options, journal);
  PathWatch paths(world, options, journal, names);
  TlsWatch handshakes(world, options, journal, [&](const std::string& server_name) {
    return make_tls_client(options, server_name);
  });
  LookupWatch lookups(world, options, *profile, journal);
  RunContext context{world, options, *profile, plan, tls, journal, paths, handshakes, lookups,
                     names, interruption};

  Report report;
  report.program_version = kVersion;
  report.profile = profile->name;
  report.profile_reason = options.profile_reason;
  report.vantage = options.vantage;
  report.host = options.hub;
  report.quick = options.quick;
  report.until = plan.attempts.front().stages.back();
  report.targets = targets_of(plan);
  if (plan.attempt_timeout != profile->attempt_timeout) {
    report.attempt_timeout = plan.attempt_timeout;
  }
  report.started = world.wall();
  record_host_facts(world, options, profile->c_library, journal);
  for (const auto& line : profile->start_lines) journal.log("INF", line);
  journal.log("INF", fmt::format("Version - edgeprobe {}, as {}", kVersion, profile->name));
  if (logs_its_proxy(*profile, options)) {
    journal.log("INF", fmt::format(fmt::runtime(profile->proxy_line), url_in_log(*options.proxy)));
  }

  // What the agent would meet further on is still worth knowing.
  if (ends_at_its_start(context.options.proxy_readings)) {
    journal.log("FTL", "Fatal error building application.");
  }
  if (options.quick) {
    co_await try_ways<SideBySide>(context, report);
  } else {
    co_await try_ways<Sequence>(context, report);
  }
  report.ended = journal.elapsed();
  judge(report, context);
  co_return report;
}

}  // namespace edge::probe
