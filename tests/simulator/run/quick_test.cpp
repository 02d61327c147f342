// --quick against every scenario: the verdict that the agent's whole sequence comes to, in 4 s.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/suite_files.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::size_t kShares = 4;

/// What --quick cannot see, as it ends before.
const std::map<std::string, std::string, std::less<>> kEndsBefore = {
    {"dns-aaaa-silence", "dns-server-failure"},               // glibc does without after 10 s
    {"dual-uplink-loses-first", "network-drops-everything"},  // heals after 4 s
    {"hosts-entry-elsewhere", "host-unreachable"},            // the other address is looked at last
    {"hub-slow", "cbs-no-answer"},                            // takes 4 s for the whole of cbs
    {"line-too-slow", "dns-no-answer"},                       // its first answer comes after 3.4 s
    {"vpn-up-during-tls", "amqp-no-answer"},                  // connects with the next try
};

/// Each step of theirs is answered, and slowly.
const std::vector<std::string> kSlow = {"dual-uplink-first-cut", "hub-slow",
                                        "only-the-proxy-resolves"};

/// What breaks or heals later --quick has no part in.
bool lasts(const Scenario& scenario) {
  return std::ranges::all_of(scenario.timeline, [](const FaultStep& step) {
    return step.at <= 4s && (!step.until || *step.until <= 4s);
  });
}

bool comparable(const Scenario& scenario) {
  const ProbeSettings& probe = scenario.probe;
  const bool takes_time =
      probe.hold || probe.idle_up_to || probe.repeat_for || probe.send_test_message;
  return scenario.expect.verdict && !takes_time && !scenario.statistical && lasts(scenario);
}

void expect_same_verdict(const fs::path& file) {
  auto scenario = load_scenario(file);
  if (!comparable(scenario)) return;
  const std::string name = file.stem().string();
  SCOPED_TRACE(name);
  scenario.probe.quick = true;
  const Report report = run_scenario(scenario).report;
  const auto before = kEndsBefore.find(name);
  ASSERT_FALSE(report.verdicts.empty());
  EXPECT_EQ(report.verdicts.front().code,
            before == kEndsBefore.end() ? *scenario.expect.verdict : before->second);
  if (before != kEndsBefore.end()) {
    EXPECT_NE(report.verdicts.front().confidence, Confidence::certain);
  }
  if (std::ranges::find(kSlow, name) == kSlow.end()) {
    EXPECT_LE(report.ended, 4s);
  }
}

/// Several processes share the work, each with every fourth file.
class Quick : public testing::TestWithParam<std::size_t> {};

TEST_P(Quick, ComesToTheSameVerdictInFourSeconds) {
  const auto files = scenario_files({fs::path{EDGE_SOURCE_DIR} / "scenarios"});
  for (std::size_t i = GetParam(); i < files.size(); i += kShares) expect_same_verdict(files[i]);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Quick, testing::Range(std::size_t{0}, kShares));

}  // namespace
}  // namespace edge::sim
