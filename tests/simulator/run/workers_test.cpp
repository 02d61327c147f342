#include "simulator/run/workers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <vector>

namespace edge::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;

std::vector<std::string> results(std::size_t count, std::size_t jobs,
                                 const std::function<std::string(std::size_t)>& task) {
  std::vector<std::string> all;
  run_forked(count, jobs, task, [&](std::size_t i, std::string result) {
    EXPECT_EQ(i, all.size()) << "handed over in order";
    all.push_back(std::move(result));
  });
  return all;
}

TEST(Workers, ResultsComeInOrderWhoeverIsFirst) {
  for (const std::size_t jobs : {1, 2, 3, 9}) {
    EXPECT_THAT(results(5, jobs, [](std::size_t i) { return std::to_string(i * i); }),
                ElementsAre("0", "1", "4", "9", "16"));
  }
}

TEST(Workers, NothingToDoIsDone) {
  EXPECT_THAT(results(0, 4, [](std::size_t) { return "never"; }), ElementsAre());
}

TEST(Workers, AResultLargerThanAPipeArrivesWhole) {
  const std::string large(3'000'000, 'x');
  EXPECT_THAT(results(3, 2, [&](std::size_t) { return large; }),
              ElementsAre(Eq(large), Eq(large), Eq(large)));
}

TEST(Workers, AWorkerThatDiesLeavesOneResultEmptyAndTheRestToTheOthers) {
  const auto all = results(4, 2, [](std::size_t i) -> std::string {
    if (i == 1) _exit(7);
    return "done";
  });
  EXPECT_THAT(all, ElementsAre("done", "", "done", "done"));
}

TEST(Workers, TasksThatNoWorkerIsLeftForHaveEmptyResults) {
  const auto all = results(3, 1, [](std::size_t) -> std::string { _exit(7); });
  EXPECT_THAT(all, ElementsAre("", "", ""));
}

}  // namespace
}  // namespace edge::sim
