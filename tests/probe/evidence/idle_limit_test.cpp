// Which silences are tried, and what they show, for paths with every limit.
#include "probe/evidence/idle_limit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edge::probe {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Duration kNever = 100h;

/// A path that forgets after `limit`, to a hub that ends silent connections after `hub`.
struct SilentPath {
  Duration limit = kNever;
  Duration hub = kNever;
  SilenceEnd how = SilenceEnd::dropped;

  Silence after(Duration silence) const {
    if (silence >= hub && hub <= limit) return {hub, SilenceEnd::closed_early, {}};
    if (silence >= limit) return {silence, how, {}};
    return {silence, SilenceEnd::answered, 20ms};
  }
};

/// Both passes.
IdleDetail found_on(const SilentPath& path, Duration longest = 5min) {
  IdleDetail detail;
  detail.longest = longest;
  detail.rtt = 20ms;
  auto silences = first_silences(longest);
  for (; detail.passes < 2 && !silences.empty(); ++detail.passes) {
    EXPECT_LE(silences.size(), kMostSilent);
    for (const Duration silence : silences) detail.silences.push_back(path.after(silence));
    conclude_idle(detail);
    silences = second_silences(detail);
  }
  return detail;
}

TEST(IdleLimit, EveryLimitIsFoundCloselyInTwoPasses) {
  for (const Duration longest : {Duration{60s}, Duration{5min}, Duration{30min}}) {
    for (Duration limit = 1s; limit <= longest; limit += 100ms) {
      const IdleDetail found = found_on({.limit = limit}, longest);
      ASSERT_LT(found.alive, limit);
      ASSERT_GE(found.ended, limit);
      ASSERT_LE(found.ended - found.alive, idle_tolerance(found.ended)) << limit / 1ms << " ms";
      ASSERT_EQ(found.how, SilenceEnd::dropped);
      ASSERT_EQ(found.by, EndedBy::path);
      ASSERT_LE(found.heartbeat * 2, std::max<Duration>(found.alive, 2s));
    }
  }
}

TEST(IdleLimit, TheFirstPassGoesFromASecondToTheLongest) {
  const auto silences = first_silences(5min);
  EXPECT_THAT(silences, SizeIs(20));
  EXPECT_EQ(silences.front(), 1s);
  EXPECT_EQ(silences[10], 20130ms);
  EXPECT_EQ(silences.back(), 5min);
  EXPECT_TRUE(std::ranges::is_sorted(first_silences(10s)));
}

TEST(IdleLimit, WithoutALimitOnePassIsEnough) {
  const IdleDetail found = found_on({});
  EXPECT_EQ(found.passes, 1);
  EXPECT_EQ(found.alive, 5min);
  EXPECT_EQ(found.ended, 0s);
  EXPECT_EQ(found.heartbeat, 0s);
  EXPECT_FALSE(found.how);
}

TEST(IdleLimit, AHubThatEndsConnectionsFirstIsSeenAtItsTime) {
  const IdleDetail found = found_on({.limit = 4min, .hub = 60s});
  EXPECT_EQ(found.passes, 1);
  EXPECT_EQ(found.ended, 60s);
  EXPECT_EQ(found.by, EndedBy::hub);
  EXPECT_EQ(found.heartbeat, 0s);
  // A path that has forgotten does not let its farewell through.
  EXPECT_EQ(found_on({.limit = 30s, .hub = 60s}).by, EndedBy::path);
}

TEST(IdleLimit, WhoseARstIs) {
  const auto by = [](SilenceEnd end, Duration answer) {
    IdleDetail detail;
    detail.rtt = 20ms;
    detail.silences = {{10s, end, answer}};
    conclude_idle(detail);
    return detail.by;
  };
  EXPECT_EQ(by(SilenceEnd::reset, 2ms), EndedBy::path);  // nobody at the hub is that near
  EXPECT_EQ(by(SilenceEnd::reset, 20ms), EndedBy::either);
  EXPECT_EQ(by(SilenceEnd::reset_early, 0ms), EndedBy::either);
  EXPECT_EQ(by(SilenceEnd::unanswered, 0ms), EndedBy::path);
}

TEST(IdleLimit, WhatWasNotMeasuredCountsForNothing) {
  IdleDetail detail;
  detail.silences = {{5s, SilenceEnd::not_opened, {}},
                     {3s, SilenceEnd::answered, 1ms},
                     {4s, SilenceEnd::disturbed, {}}};
  conclude_idle(detail);
  EXPECT_EQ(detail.alive, 3s);
  EXPECT_EQ(detail.ended, 0s);
  EXPECT_THAT(second_silences(detail), IsEmpty());
}

TEST(IdleLimit, TheShortestEndCountsAndThatLongerOnesLivedIsSaid) {
  IdleDetail detail;
  detail.silences = {{60s, SilenceEnd::dropped, {}},
                     {80s, SilenceEnd::answered, 1ms},
                     {40s, SilenceEnd::answered, 1ms}};
  conclude_idle(detail);
  EXPECT_EQ(detail.alive, 40s);
  EXPECT_EQ(detail.ended, 60s);
  EXPECT_TRUE(detail.uneven);
  EXPECT_THAT(second_silences(detail), Each(testing::AllOf(testing::Gt(40s), testing::Le(60s))));
}

/// What is told from a limit by when the connections, opened 100 ms apart, ended.
TEST(IdleLimit, EndsAtOneMomentAreNoLimit) {
  const auto with_ends = [](Duration first, Duration step) {
    IdleDetail detail;
    detail.longest = 5min;
    detail.silences = {{3s, SilenceEnd::answered, 1ms}};
    for (int i = 0; i < 6; ++i) {
      detail.silences.push_back({first - step * i, SilenceEnd::closed_early, {}, 100ms * i});
    }
    conclude_idle(detail);
    return detail;
  };
  const IdleDetail limit = with_ends(60s, 2ms);  // at one age
  EXPECT_EQ(limit.ended, 59990ms);
  EXPECT_EQ(limit.by, EndedBy::hub);
  const IdleDetail restart = with_ends(60s, 100ms);
  EXPECT_EQ(restart.ended, 0s);
  EXPECT_EQ(restart.alive, 3s);
  EXPECT_FALSE(restart.by);
  EXPECT_EQ(restart.silences.back().end, SilenceEnd::cut);
  EXPECT_EQ(second_silences(restart), first_silences(5min));  // then the limit is still not known
}

TEST(IdleLimit, ALinkThatWentForAWhileIsSeenByTheSecondPass) {
  IdleDetail detail;
  detail.silences = {{40s, SilenceEnd::answered, 1ms}, {60s, SilenceEnd::dropped, {}}};
  conclude_idle(detail);
  for (const Duration again : second_silences(detail)) {
    detail.silences.push_back({again, SilenceEnd::answered, 1ms});
  }
  conclude_idle(detail);
  EXPECT_EQ(detail.ended, 60s);
  EXPECT_TRUE(detail.uneven);
}

TEST(IdleLimit, ThreeEndsInARowAreEnoughOfAPass) {
  std::vector<Silence> seen{{1s, SilenceEnd::dropped, {}}, {2s, SilenceEnd::dropped, {}}};
  EXPECT_FALSE(limit_is_passed(seen));
  seen.push_back({4s, SilenceEnd::not_opened, {}});
  EXPECT_FALSE(limit_is_passed(seen));
  seen.push_back({3s, SilenceEnd::reset, {}});
  EXPECT_TRUE(limit_is_passed(seen));
  seen.push_back({5s, SilenceEnd::answered, {}});
  EXPECT_FALSE(limit_is_passed(seen));
}

}  // namespace
}  // namespace edge::probe
