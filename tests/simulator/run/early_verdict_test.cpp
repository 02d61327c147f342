// The verdict that is told before a run is over, in every scenario: it comes soon, and the report
// says so too.
#include <gmock/gmock.h>

#include <filesystem>

#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::IsEmpty;

const fs::path kScenarios = fs::path(EDGE_SOURCE_DIR) / "scenarios";

struct Told : probe::Observer {
  void on_verdict(const Verdict& verdict, Duration after) override {
    verdicts.emplace_back(verdict.code, after);
  }
  std::vector<std::pair<std::string, Duration>> verdicts;
};

struct Watched {
  Told told;
  Report report;
};

Watched watch(const std::string& name) {
  Watched watched;
  const auto scenario = load_scenario(kScenarios / (name + ".yaml"));
  watched.report = run_scenario(scenario, fault_rows(), &watched.told).report;
  return watched;
}

TEST(EarlyVerdict, ASilentPortIsKnownLongBeforeTheAgentGivesUp) {
  const auto watched = watch("amqp-port-dropped-by-host");
  ASSERT_FALSE(watched.told.verdicts.empty());
  EXPECT_EQ(watched.told.verdicts.front().first, watched.report.verdicts.front().code);
  EXPECT_LT(watched.told.verdicts.front().second, 12s);
  EXPECT_GT(watched.report.ended, 30s);
}

TEST(EarlyVerdict, ASlowHubIsNotBlamed) {
  EXPECT_THAT(watch("hub-slow").told.verdicts, IsEmpty());
}

}  // namespace
}  // namespace edge::sim
