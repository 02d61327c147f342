#include "common/world/task_group.hpp"

#include <gtest/gtest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <stdexcept>

#include "common/world/event.hpp"
#include "simulator/network/event_loop.hpp"

namespace edge::sim {
namespace {

/// Counts itself in and, however it ends, out.
Awaitable<void> wait_for(std::shared_ptr<Event> event, std::shared_ptr<int> running) {
  struct Guard {
    std::shared_ptr<int> count;
    ~Guard() { --*count; }
  };
  ++*running;
  const Guard guard{running};
  co_await event->wait();
}

class TaskGroupTest : public testing::Test {
 protected:
  void settle() {
    loop.run_until([] { return false; });
  }

  EventLoop loop;
  std::shared_ptr<Event> event = std::make_shared<Event>();
  std::shared_ptr<int> running = std::make_shared<int>(0);
};

TEST_F(TaskGroupTest, TakesSoManyAndMoreWhenSomeHaveEnded) {
  TaskGroup group(loop.context().get_executor(), 2);
  EXPECT_TRUE(group.spawn(wait_for(event, running)));
  EXPECT_TRUE(group.spawn(wait_for(event, running)));
  EXPECT_FALSE(group.spawn(wait_for(event, running)));
  settle();
  EXPECT_EQ(*running, 2);
  event->set();
  settle();
  EXPECT_EQ(*running, 0);
  EXPECT_TRUE(group.spawn(wait_for(event, running)));
}

TEST_F(TaskGroupTest, TheOldestStrangerMakesRoomForANewerOne) {
  TaskGroup group(loop.context().get_executor(), 2);
  std::vector<std::shared_ptr<int>> tasks;
  std::vector<Admitted> admitted;
  const auto come = [&] {
    tasks.push_back(std::make_shared<int>(0));
    admitted.push_back(std::make_shared<bool>(false));
    const bool taken = group.spawn(wait_for(event, tasks.back()), admitted.back());
    return taken;
  };
  const auto here = [&] {
    settle();
    std::string which;
    for (const auto& task : tasks) which += std::to_string(*task);
    return which;
  };
  EXPECT_TRUE(come() && come());
  *admitted[0] = true;
  EXPECT_TRUE(come() && come()) << "also before the one that goes has gone";
  EXPECT_EQ(here(), "1001");
  *admitted[3] = true;
  EXPECT_FALSE(come());
  EXPECT_EQ(here(), "10010");
  event->set();
  EXPECT_EQ(here(), "00000");
}

TEST_F(TaskGroupTest, ItsEndCancelsThem) {
  {
    TaskGroup group(loop.context().get_executor(), 2);
    group.spawn(wait_for(event, running));
    settle();
    EXPECT_EQ(*running, 1);
  }
  settle();
  EXPECT_EQ(*running, 0);
}

TEST_F(TaskGroupTest, ItsEndMayComeWithTheirs) {
  {
    TaskGroup group(loop.context().get_executor(), 2);
    EXPECT_TRUE(group.spawn(wait_for(event, running)));
    settle();
    event->set();  // ends in the turn in which it is cancelled
  }
  settle();
  EXPECT_EQ(*running, 0);
}

TEST_F(TaskGroupTest, ItsEndCancelsOnesThatHaveNotBegun) {
  {
    TaskGroup group(loop.context().get_executor(), 2);
    group.spawn(wait_for(event, running));
  }
  settle();
  EXPECT_EQ(*running, 0);
}

TEST_F(TaskGroupTest, ItsEndCancelsTasksThatWaitForTwoThings) {
  {
    using namespace boost::asio::experimental::awaitable_operators;
    TaskGroup group(loop.context().get_executor(), 2);
    group.spawn(wait_for(event, running) && wait_for(event, running));
    settle();
    EXPECT_EQ(*running, 2);
  }
  settle();
  EXPECT_EQ(*running, 0);
}

TEST_F(TaskGroupTest, OtherExceptionsAreBugsAndGoThrough) {
  const auto broken = []() -> Awaitable<void> {
    throw std::logic_error("a bug");
    co_return;
  };
  TaskGroup group(loop.context().get_executor(), 2);
  group.spawn(broken());
  EXPECT_THROW(settle(), std::logic_error);
}

}  // namespace
}  // namespace edge::sim
