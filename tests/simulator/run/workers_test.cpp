#include "simulator/run/workers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <vector>

namespace edge::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;

std::vector<std::string> results(std::size_t count, std::size_t jobs,
                                 const std::function<std::string(std::size_t)>& task) {
  std::vector<std::string> all;
  run_forked(count, jobs, task, [&](std::size_t i, const WorkerResult& result) {
    EXPECT_EQ(i, all.size()) << "handed over in order";
    all.push_back(result.died.empty() ? result.text : "died " + result.died);
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

TEST(Workers, AWorkerThatDiesLeavesOneResultOutAndTheRestToTheOthers) {
  const auto all = results(4, 3, [](std::size_t i) -> std::string {
    if (i == 1) _exit(7);
    if (i == 2) ::raise(SIGKILL);
    return "done";
  });
  EXPECT_THAT(all, ElementsAre("done", "died with exit code 7", "died of SIGKILL", "done"));
}

TEST(Workers, TasksThatNoWorkerIsLeftForHaveNoResult) {
  const auto all = results(2, 1, [](std::size_t) -> std::string { _exit(7); });
  EXPECT_THAT(all, ElementsAre("died with exit code 7", "died before this one's turn"));
}

}  // namespace
}  // namespace edge::sim
