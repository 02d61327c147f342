// glibc itself beside its imitation: in the module's node of every scenario about names, getent(1)
// and getaddrinfo(3) must take the time, give the addresses in the order and fail in the way that
// the probe's resolver does in the virtual world.
#include <gtest/gtest.h>

#include "simulator/lab/module_files.hpp"
#include "simulator/run/load_scenario.hpp"
#include "tests/simulator/lab_run/name_comparison.hpp"
#include "tests/support/why_no_lab.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;

constexpr int kNameNotFound = 2;  // getent's exit code
const std::string kGetent = "/usr/bin/getent";

/// What differs, in words; empty if nothing does.
std::string difference_from_glibc(const Resolved& probe, const nlohmann::json& answers) {
  std::string text;
  for (const std::string program : {"getent", "getaddrinfo"}) {
    text += difference(program, answers.at(program), probe);
  }
  const int exit_code = probe.detail.error.empty() ? 0 : kNameNotFound;
  text += difference("exit code", answers.at("getent").at("exit"), nlohmann::json(exit_code));
  return text + difference("error", answers.at("getaddrinfo").at("error"),
                           nlohmann::json(probe.detail.error.symbol));
}

/// Both sides of one scenario.
std::string verdict_on_glibc(const fs::path& file) {
  auto scenario = load_scenario(file);
  scenario.profile = "agent-2017";  // the one with glibc
  const auto probe = resolved_by_probe(scenario);
  if (!probe) return kNothingToAsk;
  const Topology topology = network_of(scenario);
  const auto answers =
      ask_in_module(topology, scenario.seed,
                    {"/usr/bin/env", "python3",
                     EDGE_SOURCE_DIR "/tests/simulator/lab_run/ask_glibc.py", probe->detail.name},
                    node_files(topology.nodes.front().resolver));
  return verdict(difference_from_glibc(*probe, answers), answers);
}

TEST(Getent, TakesTheTimeAndOrderOfTheResolverProfile) {
  if (!fs::exists(kGetent)) GTEST_SKIP() << kGetent << " is not installed";
  if (const auto reason = test::why_no_lab(); !reason.empty()) GTEST_SKIP() << reason;
  const auto files = scenarios_about_names();
  expect_the_same(
      files.size(), [&](std::size_t i) { return files[i].stem().string(); },
      [&](std::size_t i) { return verdict_on_glibc(files[i]); });
}

}  // namespace
}  // namespace edge::sim
