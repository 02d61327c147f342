#include "tests/simulator/lab_run/name_comparison.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "simulator/lab/lab.hpp"
#include "simulator/lab/node_process.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/suite_files.hpp"
#include "simulator/run/timeline.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kJobsThatAsk = 4;  // most of them wait
/// Resolvers wait whole seconds. A busy machine makes a library late, never early: less than the
/// shortest wait is not one wait more.
constexpr Duration kShortestWait = std::chrono::seconds{1};

/// The network is the same while a library asks.
bool lasts(const Scenario& scenario) {
  return std::ranges::none_of(scenario.timeline, [](const auto& step) {
    return step.at > Duration{} || step.until;
  });
}

bool about_names(const Scenario& scenario) {
  if (!lasts(scenario)) return false;
  const auto attempts = scenario.expect.attempts.value_or(std::vector<ExpectedAttempt>{});
  return scenario.timeline.empty() ||
         std::ranges::any_of(scenario.timeline,
                             [](const auto& step) { return step.fault.starts_with("dns-"); }) ||
         std::ranges::any_of(attempts, [](const auto& each) { return each.stage == "resolve"; });
}

}  // namespace

std::vector<fs::path> scenarios_about_names() {
  auto files = scenario_files({fs::path{EDGE_SOURCE_DIR} / "scenarios"});
  std::erase_if(files, [](const auto& file) { return !about_names(load_scenario(file)); });
  return files;
}

std::optional<Resolved> resolved_by_probe(Scenario scenario) {
  scenario.probe.quick = false;  // which gives no library its time
  for (const auto& evidence : run_scenario(scenario).report.evidence) {
    const auto* detail = std::get_if<ResolveDetail>(&evidence.detail);
    if (detail && detail->source == "dns") return Resolved{*detail, evidence.end - evidence.begin};
  }
  return std::nullopt;
}

Topology network_of(const Scenario& scenario) {
  auto phases = plan_phases(scenario, fault_rows());
  if (phases.size() > 1) throw std::runtime_error("the network changes while the library asks");
  return std::move(phases.front().topology);
}

nlohmann::json ask_in_module(const Topology& topology, std::uint64_t seed,
                             std::vector<std::string> command,
                             std::map<std::string, std::string> files) {
  Lab lab(topology, seed);
  const Node& module = topology.nodes.front();
  NodeProgram program;
  program.command = std::move(command);
  program.environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
  program.files = std::move(files);
  const std::string name = program.command.front();
  NodeProgramEnd end;
  const auto ask = [&]() -> Awaitable<void> {
    end = co_await run_in_node(lab.executor(), lab.where(module.name), program);
  };
  lab.run(ask());
  if (end.exit_code != 0) throw std::runtime_error(name + ": " + end.errors);
  return nlohmann::json::parse(end.output);
}

std::string difference(const std::string& what, const nlohmann::json& real,
                       const nlohmann::json& ours) {
  if (real == ours) return {};
  return what + ": the library " + real.dump() + ", the probe " + ours.dump() + "\n";
}

std::string difference(const std::string& program, const nlohmann::json& answer,
                       const Resolved& ours) {
  nlohmann::json expected = nlohmann::json::array();
  for (const auto& address : ours.detail.addresses) expected.push_back(address.to_string());
  auto text = difference(program + ", addresses", answer.at("addresses"), expected);
  const Duration took{answer.at("nanoseconds").get<Duration::rep>()};
  if (took < ours.took - kShortestWait / 2 || took >= ours.took + kShortestWait) {
    text += difference(program + ", nanoseconds", took.count(), ours.took.count());
  }
  return text;
}

std::string verdict(const std::string& differences, const nlohmann::json& answers) {
  return (differences.empty() ? "same: " : "DIFFERENT: " + differences) + answers.dump();
}

void expect_the_same(std::size_t count, const std::function<std::string(std::size_t)>& name,
                     const std::function<std::string(std::size_t)>& verdict_on) {
  const auto guarded = [&](std::size_t i) -> std::string {
    try {
      return verdict_on(i);
    } catch (const std::exception& error) {
      return std::string("FAILED: ") + error.what();
    }
  };
  int compared = 0;
  run_forked(count, kJobsThatAsk, guarded, [&](std::size_t i, const WorkerResult& result) {
    const std::string& said = result.text;  // "" is what a worker that died hands over
    const bool asked = said != kNothingToAsk;
    if (asked) ++compared;
    EXPECT_TRUE(!asked || said.starts_with("same: ")) << name(i) << "\n" << said << result.died;
    std::cout << name(i) << ": " << said << "\n";
  });
  EXPECT_GT(compared, 0);
}

}  // namespace edge::sim
