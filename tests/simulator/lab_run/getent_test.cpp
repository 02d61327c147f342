// glibc itself beside its imitation: in the module's node of every scenario about names, getent(1)
// and getaddrinfo(3) must take the time, give the addresses in the order and fail in the way that
// the probe's resolver does in the virtual world.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "simulator/lab/lab.hpp"
#include "simulator/lab/module_files.hpp"
#include "simulator/lab/node_process.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/timeline.hpp"
#include "simulator/run/workers.hpp"
#include "tests/support/why_no_lab.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;

constexpr int kNotFound = 2;      // getent's exit code
constexpr std::size_t kGetentJobs = 4;  // most of them wait
const std::string kGetent = "/usr/bin/getent";
/// Resolvers wait whole seconds. A busy machine makes glibc late, never early: less than the
/// shortest wait is not one wait more.
constexpr Duration kShortestWait = std::chrono::seconds{1};

/// Healthy networks, faults of name servers, and all in which a name is not found.
bool about_names(const Scenario& scenario) {
  const auto attempts = scenario.expect.attempts.value_or(std::vector<ExpectedAttempt>{});
  return scenario.timeline.empty() ||
         std::ranges::any_of(scenario.timeline,
                             [](const auto& step) { return step.fault.starts_with("dns-"); }) ||
         std::ranges::any_of(attempts, [](const auto& each) { return each.stage == "resolve"; });
}

struct Resolved {
  ResolveDetail detail;
  Duration took{};
};

/// The probe's first name resolution; none where it had nothing to ask a name server for.
std::optional<Resolved> resolved_by_probe(const Scenario& scenario) {
  for (const auto& evidence : run_scenario(scenario).report.evidence) {
    const auto* detail = std::get_if<ResolveDetail>(&evidence.detail);
    if (detail && detail->source == "dns") return Resolved{*detail, evidence.end - evidence.begin};
  }
  return std::nullopt;
}

/// What tests/simulator/lab/ask_glibc.py prints in the module's node of the scenario's network.
nlohmann::json ask_glibc(const Scenario& scenario, const std::string& name) {
  const auto phases = plan_phases(scenario, fault_rows());
  if (phases.size() > 1) throw std::runtime_error("the network changes while glibc asks");
  const Topology& topology = phases.front().topology;
  Lab lab(topology, scenario.seed);
  const Node& module = topology.nodes.front();
  NodeProgram program;
  program.command = {"/usr/bin/env", "python3",
                     EDGE_SOURCE_DIR "/tests/simulator/lab_run/ask_glibc.py", name};
  program.environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
  program.files = node_files(module.resolver);
  NodeProgramEnd end;
  const auto ask = [&]() -> Awaitable<void> {
    end = co_await run_in_node(lab.executor(), lab.where(module.name), program);
  };
  lab.run(ask());
  if (end.exit_code != 0) throw std::runtime_error("ask_glibc.py: " + end.errors);
  return nlohmann::json::parse(end.output);
}

/// What differs, in words; empty if nothing does.
std::string difference(const Resolved& probe, const nlohmann::json& answers) {
  nlohmann::json expected = nlohmann::json::array();
  for (const auto& address : probe.detail.addresses) expected.push_back(address.to_string());
  std::string text;
  const auto compare = [&](const std::string& what, const nlohmann::json& glibc,
                           const nlohmann::json& ours) {
    if (glibc != ours)
      text += what + ": glibc " + glibc.dump() + ", the probe " + ours.dump() + "\n";
  };
  for (const std::string program : {"getent", "getaddrinfo"}) {
    const auto& answer = answers.at(program);
    compare(program + ", addresses", answer.at("addresses"), expected);
    const Duration took{answer.at("nanoseconds").get<Duration::rep>()};
    if (took < probe.took - kShortestWait / 2 || took >= probe.took + kShortestWait) {
      compare(program + ", nanoseconds", took.count(), probe.took.count());
    }
  }
  compare("exit code", answers.at("getent").at("exit"), probe.detail.error.empty() ? 0 : kNotFound);
  compare("error", answers.at("getaddrinfo").at("error"), probe.detail.error.symbol);
  return text;
}

/// Both sides of one scenario; "" is what a worker that died hands over.
std::string verdict_on(const fs::path& file) {
  try {
    const auto scenario = load_scenario(file);
    const auto probe = resolved_by_probe(scenario);
    if (!probe) return "nothing to ask";
    const auto answers = ask_glibc(scenario, probe->detail.name);
    const auto found = difference(*probe, answers);
    return (found.empty() ? "same: " : "DIFFERENT: " + found) + answers.dump();
  } catch (const std::exception& error) {
    return std::string("FAILED: ") + error.what();
  }
}

TEST(Getent, TakesTheTimeAndOrderOfTheResolverProfile) {
  if (!fs::exists(kGetent)) GTEST_SKIP() << kGetent << " is not installed";
  if (const auto reason = test::why_no_lab(); !reason.empty()) GTEST_SKIP() << reason;
  auto files = scenario_files({fs::path{EDGE_SOURCE_DIR} / "scenarios"});
  std::erase_if(files, [](const auto& file) { return !about_names(load_scenario(file)); });
  int compared = 0;
  run_forked(
      files.size(), kGetentJobs, [&](std::size_t i) { return verdict_on(files[i]); },
      [&](std::size_t i, const WorkerResult& result) {
        const std::string& said = result.text;
        const bool asked = said != "nothing to ask";
        if (asked) ++compared;
        EXPECT_TRUE(!asked || said.starts_with("same: "))
            << files[i] << "\n" << said << result.died;
        std::cout << files[i].stem().string() << ": " << said << "\n";
      });
  EXPECT_GT(compared, 0);
}

}  // namespace
}  // namespace edge::sim
