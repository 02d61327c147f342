#include "probe/attempt/journal.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_world.hpp"

namespace edge::probe {
namespace {

/// A hub may send millions of frames within one attempt.
TEST(Journal, KeepsTheFirstFramesAndSaysThatMoreFollow) {
  test::FakeWorld world;
  Journal journal(world, nullptr);
  for (int i = 0; i < 300'000; ++i) journal.log_frame("0 <- (EMPTY FRAME)");
  journal.log("INF", "the end");
  const auto& lines = journal.lines();
  ASSERT_EQ(lines.size(), Journal::kMostFrames + 2);
  EXPECT_EQ(lines[lines.size() - 3].text, "0 <- (EMPTY FRAME)");
  EXPECT_EQ(lines[lines.size() - 2].text, "more frames follow, which are not kept");
  EXPECT_EQ(lines.back().text, "the end");
}

}  // namespace
}  // namespace edge::probe
