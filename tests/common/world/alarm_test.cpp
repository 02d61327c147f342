#include "common/world/alarm.hpp"

#include <gmock/gmock.h>

#include <boost/asio/post.hpp>

#include "tests/support/memory_world.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

struct AlarmTest : testing::Test {
  std::unique_ptr<Alarm> alarm(std::string name) {
    return std::make_unique<Alarm>(world.alarms, [this, name] {
      rung.push_back(name + " " + std::to_string((world.now() - Instant{}) / 1s));
    });
  }
  void set(Alarm& alarm, std::optional<Duration> after) {
    const auto when = after ? std::optional(Instant{} + *after) : std::nullopt;
    alarm.set(world.loop().context().get_executor(), when);
  }

  test::MemoryWorld world;
  std::vector<std::string> rung;
};

TEST_F(AlarmTest, ManyRingEachAtItsTimeInTheOrderTheyWereSet) {
  const auto a = alarm("a"), b = alarm("b"), c = alarm("c"), d = alarm("d");
  set(*a, 5s);
  set(*b, 3s);
  set(*c, 5s);
  set(*d, 1s);
  world.advance(10s);
  EXPECT_THAT(rung, ElementsAre("d 1", "b 3", "a 5", "c 5"));
}

TEST_F(AlarmTest, IsMovedBothWays) {
  const auto later = alarm("later"), sooner = alarm("sooner");
  set(*later, 2s);
  set(*later, 6s);
  set(*later, 8s);
  set(*sooner, 9s);
  set(*sooner, 4s);
  world.advance(20s);
  EXPECT_THAT(rung, ElementsAre("sooner 4", "later 8"));
}

TEST_F(AlarmTest, WithoutATimeOrGoneItDoesNotRingAndNothingIsLeft) {
  const auto stopped = alarm("stopped");
  auto gone = alarm("gone");
  set(*stopped, 1s);
  set(*gone, 2s);
  set(*stopped, std::nullopt);
  gone.reset();
  EXPECT_FALSE(world.loop().run_until([] { return false; }));
  EXPECT_THAT(rung, IsEmpty());
  EXPECT_EQ(world.now(), Instant{}) << "something still slept";
}

TEST_F(AlarmTest, MaySetItselfAndOthersWhenItRings) {
  const auto other = alarm("other");
  std::unique_ptr<Alarm> again;
  again = std::make_unique<Alarm>(world.alarms, [&] {
    rung.push_back("again");
    if (rung.size() < 3) set(*again, (world.now() - Instant{}) + 2s);
    set(*other, (world.now() - Instant{}) + 1s);
  });
  set(*again, 1s);
  world.advance(20s);
  EXPECT_THAT(rung, ElementsAre("again", "other 2", "again", "other 4"));
}

TEST_F(AlarmTest, ATimeThatHasPassedRingsAtOnce) {
  world.advance(10s);
  const auto late = alarm("late");
  set(*late, 3s);
  EXPECT_THAT(rung, IsEmpty()) << "rung inside set()";
  world.advance(1ns);
  EXPECT_THAT(rung, ElementsAre("late 10"));
}

TEST_F(AlarmTest, OneThatHasPassedDoesNotRingInsideSetWhereCoroutinesRun) {
  world.advance(10s);
  std::unique_ptr<Alarm> again;
  again = std::make_unique<Alarm>(world.alarms, [&] {
    rung.push_back("again");
    if (rung.size() < 5) set(*again, 2s);
  });
  const auto waiting = alarm("waiting");
  set(*waiting, 11s);
  boost::asio::post(world.loop().context(), [&] {
    for (const Duration when : {3s, 2s, 1s}) set(*again, when);
    EXPECT_THAT(rung, IsEmpty()) << "rung inside set()";
  });
  world.advance(20s);
  EXPECT_THAT(rung, ElementsAre("again", "again", "again", "again", "again", "waiting 11"));
}

TEST_F(AlarmTest, OneThatIsAlwaysDueLetsOthersRun) {
  world.advance(10s);
  std::unique_ptr<Alarm> again;
  int count = 0;
  bool others_ran = false;
  again = std::make_unique<Alarm>(world.alarms, [&] {
    ++count;
    if (!others_ran) set(*again, 1s);
  });
  boost::asio::post(world.loop().context(), [&] {
    set(*again, 1s);
    boost::asio::post(world.loop().context(), [&] { others_ran = true; });
  });
  world.advance(1s);
  EXPECT_TRUE(others_ran);
  EXPECT_GE(count, 1);
}

}  // namespace
}  // namespace edge
