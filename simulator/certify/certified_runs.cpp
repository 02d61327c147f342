#include "simulator/certify/certified_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "common/base/check.hpp"
#include "probe/run/conclude.hpp"
#include "simulator/fuzz/draw.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/timeline.hpp"
#include "simulator/topologies/topologies.hpp"

namespace edge::sim {
namespace {

constexpr int kDrawsForASet = 6;  // most rows have few values, or refuse some of them

Scenario healthy(const TopologyRow& row) {
  Scenario scenario;
  scenario.name = scenario.why = "certified";
  put_into(row, scenario);
  return scenario;
}

/// The network with the fault; nothing if it does not take it.
std::optional<Scenario> broken(Scenario scenario, const FaultRow& fault, Parameters with) {
  FaultStep step;
  step.fault = fault.name;
  step.with = std::move(with);
  scenario.timeline = {std::move(step)};
  return can_be_run(scenario) ? std::optional(std::move(scenario)) : std::nullopt;
}

void add_sets(const TopologyRow& row, const FaultRow& fault, int sets,
              std::vector<CertifiedNetwork>& networks) {
  const Scenario network = healthy(row);
  const Topology topology = topology_at(network, fault_rows(), Duration{});
  Chance chance(0);
  std::set<std::string> had;
  for (int draw = 0; draw < sets * kDrawsForASet && std::ssize(had) < sets; ++draw) {
    const auto with = drawn(fault.parameters, chance, &topology);
    if (had.contains(parameters_text(with))) continue;
    auto made = broken(network, fault, with);
    if (!made) continue;
    had.insert(parameters_text(with));
    networks.push_back({std::string(row.name), std::string(fault.name), std::move(*made)});
  }
}

bool is_trace(const Evidence& seen) { return detail_of<PathDetail>(seen) != nullptr; }

bool is_trace_of(const Evidence& seen, std::string_view subject) {
  const auto* path = detail_of<PathDetail>(seen);
  return path && path->subject == subject;
}

bool is_hello(const Evidence& seen, bool named) {
  const auto* hello = detail_of<HelloDetail>(seen);
  return hello && !hello->first_byte && hello->named == named;
}

bool is_first_byte(const Evidence& seen) {
  const auto* hello = detail_of<HelloDetail>(seen);
  return hello && hello->first_byte;
}

constexpr Weakening kWeakenings[] = {
    {"traces", is_trace},
    {"traces-beyond-the-host",
     [](const Evidence& seen) { return is_trace_of(seen, PathDetail::beyond_host); }},
    {"small-client-hello", [](const Evidence& seen) { return is_hello(seen, true); }},
    {"client-hello-without-name", [](const Evidence& seen) { return is_hello(seen, false); }},
    {"first-byte", is_first_byte},
};

Report without(Report report, const Weakening* weakening) {
  if (!weakening) return report;
  std::erase_if(report.evidence, weakening->leaves_out);
  report.verdicts.clear();
  const auto* profile = probe::find_profile(report.profile);
  CHECK(profile);
  probe::conclude(report, *profile);
  return report;
}

/// What a reader has to tell it by: each verdict, the secondary ones too.
std::string words_of(const Report& report) {
  std::string words;
  for (const Verdict& verdict : report.verdicts) {
    words += fmt::format("{} {}\n{}\n{}\n", verdict.code, verdict.stage, verdict.cause,
                         verdict.separate_by);
  }
  return words;
}

}  // namespace

std::span<const Weakening> weakenings() { return kWeakenings; }

const Weakening* find_weakening(std::string_view name) {
  const auto found = std::ranges::find(kWeakenings, name, &Weakening::name);
  return found == std::end(kWeakenings) ? nullptr : found;
}

std::vector<CertifiedNetwork> certified_networks(int sets, std::string_view topology) {
  std::vector<CertifiedNetwork> networks;
  for (const auto& row : topology_rows()) {
    if (!topology.empty() && row.name != topology) continue;
    networks.push_back({std::string(row.name), "", healthy(row)});
    for (const auto& fault : fault_rows()) {
      if (fault.name != kSlowWire) add_sets(row, fault, sets, networks);
    }
  }
  return networks;
}

CertifiedRun run_certified(const CertifiedNetwork& network, const Weakening* weakening) {
  const auto result = run_scenario(network.scenario);
  const auto& steps = network.scenario.timeline;
  const Report report = without(result.report, weakening);
  CHECK(!report.verdicts.empty());
  const Verdict& first = report.verdicts.front();
  return {network.topology, network.fault,
          steps.empty() ? "" : parameters_text(steps.front().with),
          rating_of(network.scenario, report), first.code, words_of(report),
          result.seen_by_probe};
}

}  // namespace edge::sim
