#include "probe/survey/survey.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/version.hpp"
#include "common/world/concurrency.hpp"
#include "probe/attempt/path_turn.hpp"
#include "probe/profiles/profiles.hpp"
#include "probe/survey/check_result.hpp"
#include "probe/survey/kinds.hpp"

namespace edge::probe {
namespace {

/// The survey under way: its workers take the next check each until there is none.
class Surveying {
 public:
  Surveying(World& world, const SurveyOptions& options, SurveyObserver* observer,
            Event* interruption, std::vector<SurveyCheck>& checks)
      : world_(world), options_(options), observer_(observer), interruption_(interruption),
        planned_(planned_checks(options)), checks_(checks), path_turn_(world) {}

  Awaitable<void> run() {
    const auto at_once = std::min<std::size_t>(planned_.size(),
                                               static_cast<std::size_t>(options_.parallel));
    co_await workers(at_once);
  }

 private:
  Awaitable<void> workers(std::size_t count) {
    if (count == 0) co_return;
    if (count == 1) co_return co_await work();
    co_await both(work(), workers(count - 1));
  }

  Awaitable<void> work() {
    while (next_ < planned_.size() && !interrupted()) {
      const std::size_t mine = next_++;
      if (observer_) observer_->on_begin(planned_[mine]);
      Options options = options_of(planned_[mine], options_);
      options.path_turn = &path_turn_;
      Report report = co_await probe::run(world_, std::move(options), nullptr, interruption_);
      const bool cut_short = report.interrupted && report.exit_code != 0;
      if (!cut_short) add_report(checks_[mine], std::move(report), world_.wall());
      if (observer_) observer_->on_end(checks_[mine]);
    }
  }

  bool interrupted() const { return interruption_ && interruption_->is_set(); }

  World& world_;
  const SurveyOptions& options_;
  SurveyObserver* observer_;
  Event* interruption_;
  std::vector<PlannedCheck> planned_;
  std::vector<SurveyCheck>& checks_;  // one for each of those
  PathTurn path_turn_;
  std::size_t next_ = 0;
};

/// The last stage of a way, which the proxy's is only where there is one.
std::string last_stage(std::string_view way, bool through_proxy) {
  const auto& stages = transport_called(way).stages;
  const bool proxys = stages.back() == ProxyDetail::kind;
  return std::string(proxys && !through_proxy ? stages[stages.size() - 2] : stages.back());
}

void use_hub_way(const EndpointSpec& spec, Options& options) {
  options.profile = "agent-1.6";
  options.identity_note = "a survey gives no credentials";
  if (spec.transport.empty()) return;
  options.transports = {spec.transport};
  if (spec.port != 0) options.ports[spec.transport] = spec.port;
}

void use_endpoint_way(const EndpointSpec& spec, const EndpointKind& kind, Options& options) {
  options.profile = endpoint_profile().name;
  options.transports = {std::string(kind.way)};
  options.until = last_stage(kind.way, options.proxy.has_value());
  options.ports[std::string(kind.way)] = spec.port;
  options.page.path = spec.path.empty() ? std::string(kind.path) : spec.path;
  options.page.statuses = spec.status;
  options.page.registry = kind.registry;
}

/// Those that a firewall has to let this machine ask.
std::vector<std::string> name_servers_of(World& world, const Options& common) {
  auto servers = world.resolver_config(endpoint_profile().c_library).servers;
  if (common.dns) servers = {*common.dns};
  std::vector<std::string> names;
  for (const Endpoint& server : servers) {
    if (!server.address.is_loopback()) names.push_back(server.address.to_string());
  }
  return names;
}

}  // namespace

std::vector<PlannedCheck> planned_checks(const SurveyOptions& options) {
  std::vector<PlannedCheck> checks;
  const auto add = [&](const EndpointSpec& spec, const std::string& network) {
    const bool proxied = spec.proxy && !options.proxies.empty();
    if (!proxied || options.also_direct) checks.push_back({&spec, nullptr, network});
    if (!proxied) return;
    for (const ProxyOptions& proxy : options.proxies) checks.push_back({&spec, &proxy, network});
  };
  for (const Catalogue& catalogue : options.catalogues) {
    for (const EndpointSpec& spec : catalogue.endpoints) {
      if (options.networks.empty()) add(spec, "");
      for (const std::string& network : options.networks) add(spec, network);
    }
  }
  return checks;
}

Options options_of(const PlannedCheck& check, const SurveyOptions& survey) {
  const EndpointSpec& spec = *check.endpoint;
  Options options = survey.common;
  options.hub = spec.host;
  options.quick = true;
  if (check.proxy) options.proxy = *check.proxy;
  const EndpointKind& kind = kind_called(spec.kind);
  if (kind.way.empty()) use_hub_way(spec, options);
  else use_endpoint_way(spec, kind, options);
  return options;
}

std::string describe_survey(const SurveyOptions& options) {
  const auto checks = planned_checks(options);
  std::string text = fmt::format("Nothing is sent. A survey with these options would make {} "
                                 "checks, {} at a time:\n", checks.size(), options.parallel);
  for (const PlannedCheck& check : checks) {
    const SurveyCheck row = unchecked(check);
    text += fmt::format("  {:<9} {} {}{}{}{}, for {}\n", row.kind, row.host,
                        row.protocol.empty() ? "name only" : row.protocol,
                        row.port ? fmt::format(" port {}", row.port) : "",
                        check.proxy ? " through the proxy " + row.vantage : "",
                        row.network.empty() ? "" : " from " + row.network, row.component);
  }
  for (const Catalogue& catalogue : options.catalogues) {
    for (const auto& left_out : catalogue.left_out) {
      text += fmt::format("  left out  {}\n", left_out);
    }
  }
  return text + "Where one fails, its path is traced: SYNs with a limited TTL to the same address "
                "and port, and to\nthe first routers towards 192.0.2.1 or 2001:db8::1.\n";
}

SurveyReport planned_report(const SurveyOptions& options) {
  SurveyReport report;
  report.program_version = kVersion;
  report.exit_code = 0;
  report.site = options.site;
  report.labels = options.labels;
  for (const Catalogue& catalogue : options.catalogues) {
    report.catalogues.push_back(catalogue.name);
    report.left_out.insert(report.left_out.end(), catalogue.left_out.begin(),
                           catalogue.left_out.end());
  }
  for (const PlannedCheck& planned : planned_checks(options)) {
    report.checks.push_back(unchecked(planned));
  }
  return report;
}

Awaitable<SurveyReport> survey(World& world, const SurveyOptions& options,
                               SurveyObserver* observer, Event* interruption) {
  SurveyReport report = planned_report(options);
  report.host_name = world.host_facts().host_name;
  report.name_servers = name_servers_of(world, options.common);
  report.started = std::chrono::floor<std::chrono::seconds>(world.wall());
  const Instant begin = world.now();
  Surveying surveying(world, options, observer, interruption, report.checks);
  co_await surveying.run();
  report.ended = world.now() - begin;
  report.interrupted = interruption && interruption->is_set();
  conclude_survey(report);
  if (options.warnings_as_errors && counts_of(report).warned > 0) report.exit_code = 1;
  co_return report;
}

}  // namespace edge::probe
