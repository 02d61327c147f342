#include "probe/host/engine_findings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/redaction.hpp"
#include "common/report/layout.hpp"
#include "common/report/timestamp.hpp"
#include "probe/host/host_causes.hpp"
#include "probe/host/remedies.hpp"
#include "probe/host/runtime_settings.hpp"
#include "probe/host/scene.hpp"
#include "probe/logs/log_reader.hpp"
#include "probe/logs/read_logs.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kShownName = 64;     // bytes
constexpr std::size_t kShownWords = 200;
/// Both ways of the agent of 2017, 30 s each, and what .NET takes to begin and to end.
constexpr Duration kAboutAMinute = std::chrono::seconds{55};
constexpr Duration kMoreThanAMinute = std::chrono::seconds{90};

std::string name_shown(const std::string& text) { return printable(text, kShownName); }

std::optional<Duration> ran(const Container& container) {
  const bool ended = container.started && container.finished && !container.running &&
                     *container.finished >= *container.started;
  if (!ended) return std::nullopt;
  return *container.finished - *container.started;
}

std::string place_text(const ContainerPlace& place) {
  return name_shown(place.network) + (place.address.empty() ? "" : " ") +
         name_shown(place.address);
}

EngineNetworkFact network_fact(const HostState& host, const EngineNetwork& network) {
  EngineNetworkFact fact{.name = name_shown(network.name), .driver = name_shown(network.driver)};
  if (const HostLink* bridge = bridge_of(host, network)) fact.bridge = name_shown(bridge->name);
  for (const auto& subnet : network.subnets) fact.subnets.push_back(name_shown(subnet));
  for (const auto& member : network.members) fact.containers.push_back(place_text(member));
  return fact;
}

ContainerFact container_fact(const Container& container) {
  ContainerFact fact{.name = name_shown(container.name),
                     .image = shown_of_log(container.image, kShownWords),
                     .status = name_shown(container.status),
                     .error = shown_of_log(container.error, kShownWords)};
  if (!container.running && container.started) fact.exit_code = container.exit_code;
  fact.restarts = container.restarts;
  fact.out_of_memory = container.out_of_memory;
  fact.started = container.started;
  fact.finished = container.finished;
  fact.ran = ran(container);
  for (const auto& place : container.networks) fact.networks.push_back(place_text(place));
  for (const auto& port : container.published) fact.published.push_back(name_shown(port));
  if (is_edge_agent(container) || is_edge_hub(container)) {
    fact.settings = shown_settings(container.environment);
  }
  return fact;
}

std::string restarts_text(const Container& container) {
  if (container.restarts == 0) return {};
  return fmt::format("; the engine has started it again {} time{}", container.restarts,
                     container.restarts == 1 ? "" : "s");
}

std::string logs_command(const Container& container) {
  return "sudo edgeprobe logs --container " + name_shown(container.name);
}

/// The documented one: both ways have used up their time.
MaybeFinding minute(const Container& container, const HostLink* bridge) {
  const auto lasted = ran(container);
  const bool fits = is_edge_agent(container) && container.exit_code == 1 && lasted &&
                    *lasted >= kAboutAMinute && *lasted <= kMoreThanAMinute;
  if (!fits) return std::nullopt;
  auto finding = finding_of(
      kAgentExitsAfterAMinute,
      fmt::format("The edge agent exits with code 1 after {} (at {}){}: that is as long as its two "
                  "ways to the hub take when nothing answers, 30 s for 5671 and 30 s for 443.",
                  human_duration(*lasted), iso_text(*container.finished),
                  restarts_text(container)));
  finding.confidence = Confidence::likely;
  finding.fix = "See which of them fails, and where: the run makes the same attempts from the same "
                "network.";
  finding.commands = {logs_command(container)};
  if (const auto name = bridge ? shell_word(bridge->name) : std::nullopt) {
    finding.commands.push_back(fmt::format("sudo edgeprobe run --vantage bridge:{} --hub HUB",
                                           *name));
  }
  return finding;
}

MaybeFinding not_started(const Container& container) {
  if (container.running || container.error.empty()) return std::nullopt;
  LogReader words("the engine's error");
  words.add(container.error + "\n");
  words.finish();
  const auto said = report_on({&words}).findings;
  auto finding = finding_of(said.empty() ? kRuntimeContainerEnded : std::string_view(said[0].code),
                            fmt::format("{} could not be started: {}", name_shown(container.name),
                                        shown_of_log(container.error, kShownWords)));
  if (!said.empty()) finding.fix = said[0].fix;
  return finding;
}

MaybeFinding ended(const Container& container) {
  const bool again = container.restarts > 0 || container.status == "restarting";
  const bool failed = !container.running && container.started &&
                      (container.exit_code != 0 || container.out_of_memory);
  if (!failed && !again) return std::nullopt;
  const auto lasted = ran(container);
  auto finding = finding_of(
      kRuntimeContainerEnded,
      failed ? fmt::format("{} has ended with exit code {}{}{}{}", name_shown(container.name),
                           container.exit_code,
                           lasted ? " after " + human_duration(*lasted) : std::string(),
                           container.out_of_memory ? ", as it ran out of memory" : "",
                           restarts_text(container))
             : fmt::format("{} runs (it is {}){}", name_shown(container.name),
                           name_shown(container.status), restarts_text(container)));
  if (!failed) finding.severity = Severity::warning;
  finding.commands = {logs_command(container)};
  return finding;
}

const HostLink* bridge_of(const HostState& host, const EngineState& engine,
                          const Container& container) {
  for (const EngineNetwork& network : engine.networks) {
    if (std::ranges::count(container.networks, network.name, &ContainerPlace::network) == 0) {
      continue;
    }
    if (const HostLink* bridge = bridge_of(host, network)) return bridge;
  }
  return nullptr;
}

std::vector<HostFinding> findings_on(const Container& container, const HostLink* bridge) {
  std::vector<HostFinding> findings;
  auto how = not_started(container);
  if (!how) how = minute(container, bridge);
  if (!how) how = ended(container);
  if (how) findings.push_back(std::move(*how));
  for (auto& mistake : setting_mistakes(container)) findings.push_back(std::move(mistake));
  return findings;
}

}  // namespace

const HostLink* bridge_of(const HostState& host, const EngineNetwork& network) {
  for (const HostLink& link : host.links) {
    for (const Prefix& address : link.addresses) {
      const auto subnet = to_string(network_of(address));
      if (link.kind == "bridge" && std::ranges::count(network.subnets, subnet) > 0) {
        return &link;
      }
    }
  }
  return nullptr;
}

void add_engine(HostReport& report, const HostState& host, const EngineState& engine) {
  report.engine = EngineFact{.product = shown_of_log(engine.product, kShownName),
                             .socket = printable(engine.socket), .left_out = engine.left_out};
  for (const auto& network : engine.networks) {
    report.engine->networks.push_back(network_fact(host, network));
  }
  for (const auto& container : engine.containers) {
    report.engine->containers.push_back(container_fact(container));
    if (!is_edge_agent(container) && !is_edge_hub(container)) continue;
    for (auto& each : findings_on(container, bridge_of(host, engine, container))) {
      report.findings.push_back(std::move(each));
    }
  }
  std::ranges::stable_sort(report.findings, std::greater(), &HostFinding::severity);
  const bool failed =
      std::ranges::count(report.findings, Severity::error, &HostFinding::severity) > 0;
  report.exit_code = failed ? 1 : 0;
}

void add_no_engine(HostReport& report, std::string why) {
  report.not_checked.push_back({"the container engine", std::move(why)});
}

std::vector<std::string> engine_subnets(const EngineState& engine) {
  std::vector<std::string> subnets;
  for (const auto& network : engine.networks) {
    subnets.insert(subnets.end(), network.subnets.begin(), network.subnets.end());
  }
  return subnets;
}

}  // namespace edge::probe
