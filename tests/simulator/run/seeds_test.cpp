#include "simulator/run/seeds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edge::sim {
namespace {

using ::testing::ElementsAre;

/// Each seed gives a report, a verdict and a trace of its own; `wrong` ones are not as expected.
ScenarioResult run_seeds(int seeds, std::vector<std::uint64_t> wrong) {
  Scenario scenario;
  scenario.seed = 7;
  scenario.seeds = seeds;
  return run_each_seed(scenario, [&](const Scenario& one) {
    ScenarioResult result;
    result.report.verdicts.emplace_back().code = one.seed % 2 == 0 ? "even" : "odd";
    result.report.exit_code = static_cast<int>(one.seed);
    result.virtual_time = std::chrono::seconds{1};
    result.trace = std::to_string(one.seed);
    if (std::ranges::count(wrong, one.seed) > 0) result.mismatches = {"rain"};
    return result;
  });
}

TEST(Seeds, OneIsWhatItIs) {
  const auto result = run_seeds(1, {7});
  EXPECT_EQ(result.trace, "7");
  EXPECT_THAT(result.mismatches, ElementsAre("rain"));
}

TEST(Seeds, SeveralFollowEachOtherAndAllCount) {
  const auto result = run_seeds(3, {});
  EXPECT_EQ(result.report.exit_code, 7);
  EXPECT_THAT(result.verdicts, ElementsAre("odd", "even"));
  EXPECT_EQ(result.virtual_time, std::chrono::seconds{3});
  EXPECT_NE(result.trace, run_seeds(2, {}).trace);
}

TEST(Seeds, TheReportIsTheFirstUnexpectedOne) {
  const auto result = run_seeds(4, {8, 10});
  EXPECT_EQ(result.report.exit_code, 8);
  EXPECT_THAT(result.mismatches, ElementsAre("seed 8: rain", "seed 10: rain"));
}

}  // namespace
}  // namespace edge::sim
