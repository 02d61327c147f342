#include "simulator/fuzz/run_case.hpp"

#include <fmt/format.h>

#include "common/base/usage_error.hpp"
#include "simulator/fuzz/draw.hpp"
#include "simulator/run/expectation.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/timeline.hpp"

namespace edge::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kLater = milliseconds{50};
constexpr Duration kHealed = seconds{10};
constexpr Duration kSettled = seconds{1};  // longer than a client's guard of its routes

const std::string kSameVerdict = "a little delay changes no verdict";
const std::string kHeals = "healed, the agent connects";

Report report_of(const Scenario& scenario) { return run_scenario(scenario).report; }

/// With the wire next to the hub that much slower. Nothing where that makes no legal network.
std::optional<Scenario> slower(Scenario scenario) {
  const auto network = topology_at(scenario, fault_rows(), Duration{});
  const auto wire = std::ranges::find_if(network.wires, [](const Wire& one) {
    return one.a.node == "hub" || one.b.node == "hub" || one.a.node == "parent" ||
           one.b.node == "parent";
  });
  if (wire == network.wires.end()) return std::nullopt;
  FaultStep step;
  step.fault = "wire-quality";
  step.with = {{"from", wire->a.node}, {"to", wire->b.node},
               {"delay", fmt::format("{}us", std::chrono::duration_cast<std::chrono::microseconds>(
                                                 wire->delay + kLater).count())}};
  scenario.timeline.push_back(std::move(step));
  return scenario;
}

Scenario healed(Scenario scenario) {
  for (auto& step : scenario.timeline) step.until = kHealed;
  scenario.probe.begins = kHealed + kSettled;
  return scenario;
}

/// Whether the hub ends the connection before or after it stands is then a matter of delay.
bool ends_by_the_hubs_clock(const Scenario& scenario) {
  return std::ranges::any_of(scenario.timeline, [](const FaultStep& step) {
    return step.fault == "connection-ends" || step.fault == "hub-slow";
  });
}

std::optional<Violation> check_later(const Scenario& scenario, const Report& report) {
  if (is_close_call(report) || ends_by_the_hubs_clock(scenario)) return std::nullopt;
  const auto later = slower(scenario);
  if (!later) return std::nullopt;
  const auto other = report_of(*later);
  if (is_close_call(other) || first_verdict(other) == first_verdict(report)) return std::nullopt;
  // One way that connects ends the other, which may or may not have failed by then.
  if (agent_succeeds(report) && agent_succeeds(other)) return std::nullopt;
  return Violation{kSameVerdict, first_verdict(report) + ", then " + first_verdict(other)};
}

std::optional<Violation> check_healed(const Scenario& scenario) {
  const auto report = report_of(healed(scenario));
  if (agent_succeeds(report)) return std::nullopt;
  auto without = scenario;
  without.timeline.clear();
  if (!agent_succeeds(report_of(without))) return std::nullopt;  // the network itself is closed
  return Violation{kHeals, first_verdict(report)};
}

std::optional<Violation> check_legal_case(const Scenario& scenario) {
  const auto report = report_of(scenario);
  const auto broken = violations(scenario, report);
  if (!broken.empty()) return broken.front();
  if (auto found = check_later(scenario, report)) return found;
  return check_healed(scenario);
}

bool breaks(const Scenario& scenario, const std::string& rule) {
  try {
    check_probe(scenario, plan_phases(scenario, fault_rows()).front().topology);
    const auto found = check_case(scenario);
    return found && found->rule == rule;
  } catch (const UsageError&) {
    return false;  // of a network that cannot be
  }
}

/// Everything that one step makes smaller.
std::vector<Scenario> smaller(const Scenario& scenario) {
  std::vector<Scenario> all;
  const auto with = [&](auto change) {
    Scenario other = scenario;
    change(other);
    all.push_back(std::move(other));
  };
  const Scenario plain;
  for (std::size_t i = 0; i < scenario.timeline.size(); ++i) {
    with([&](Scenario& one) { one.timeline.erase(one.timeline.begin() + static_cast<int>(i)); });
    for (const auto& [name, value] : scenario.timeline[i].with) {
      with([&](Scenario& one) { one.timeline[i].with.erase(name); });
    }
  }
  if (scenario.network.name != "bridge") {
    with([](Scenario& one) { one.network = {"bridge", {}, {}, {}}; });
  }
  for (const auto& [name, value] : scenario.network.with) {
    with([&](Scenario& one) { one.network.with.erase(name); });
  }
  if (scenario.profile != plain.profile) with([&](Scenario& one) { one.profile = plain.profile; });
  if (scenario.probe.quick) with([](Scenario& one) { one.probe.quick = false; });
  if (!scenario.probe.credentials) with([](Scenario& one) { one.probe.credentials = true; });
  if (!scenario.probe.transport.empty()) with([](Scenario& one) { one.probe.transport.clear(); });
  if (scenario.probe.proxy) with([](Scenario& one) { one.probe.proxy.reset(); });
  return all;
}

}  // namespace

std::optional<Violation> check_case(const Scenario& scenario) {
  try {
    return check_legal_case(scenario);
  } catch (const UsageError&) {
    throw;
  } catch (const std::exception& error) {
    return Violation{"the run ends with a report", error.what()};
  }
}

Scenario shrunk(Scenario scenario, const std::string& rule) {
  for (bool shrinks = true; shrinks;) {
    shrinks = false;
    for (auto& less : smaller(scenario)) {
      if (!breaks(less, rule)) continue;
      scenario = std::move(less);
      shrinks = true;
      break;
    }
  }
  return scenario;
}

std::optional<FoundCase> run_case(std::uint64_t seed, std::uint64_t number) {
  auto chance = chance_of(seed, number);
  DrawOptions options;
  options.faults = static_cast<int>(chance.below(3));
  auto scenario = draw_scenario(chance, options);
  const auto found = check_case(scenario);
  if (!found) return std::nullopt;
  scenario = shrunk(std::move(scenario), found->rule);
  const auto of_shrunk = check_case(scenario);
  return FoundCase{of_shrunk.value_or(*found), std::move(scenario)};
}

}  // namespace edge::sim
