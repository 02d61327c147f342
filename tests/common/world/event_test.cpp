#include "common/world/event.hpp"

#include <gmock/gmock.h>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include "common/world/spawn.hpp"

namespace edge {
namespace {

using ::testing::ElementsAre;

class EventTest : public ::testing::Test {
 protected:
  Awaitable<void> wait_and_say(std::string name) {
    const Result<void> woken = co_await event->wait_result();
    said.push_back(name + (woken.has_value() ? "" : " aborted"));
  }
  void spawn(std::string name) {
    edge::spawn(context.get_executor(), wait_and_say(std::move(name)));
  }

  boost::asio::io_context context{1};
  std::unique_ptr<Event> event = std::make_unique<Event>();
  std::vector<std::string> said;
};

TEST_F(EventTest, WakesAllInTheOrderTheyCameAndLetsLaterOnesPass) {
  spawn("first");
  spawn("second");
  context.poll();
  EXPECT_TRUE(said.empty());
  event->set();
  EXPECT_TRUE(said.empty()) << "resumed inside set()";
  context.run();
  context.restart();
  spawn("third");
  context.run();
  EXPECT_THAT(said, ElementsAre("first", "second", "third"));
}

TEST_F(EventTest, ResetHoldsLaterOnesBack) {
  event->set();
  event->reset();
  spawn("waiting");
  context.poll();
  EXPECT_TRUE(said.empty());
}

TEST_F(EventTest, AWaitingCoroutineKeepsRunFromReturning) {
  spawn("waiting");
  context.poll();
  EXPECT_FALSE(context.stopped());
  event->set();
  context.run();
  EXPECT_THAT(said, ElementsAre("waiting"));
  EXPECT_TRUE(context.stopped());
}

TEST_F(EventTest, EndOfTheEventAborts) {
  spawn("waiting");
  context.poll();
  event.reset();
  context.poll();
  EXPECT_THAT(said, ElementsAre("waiting aborted"));
}

TEST_F(EventTest, CancelledWaitThrowsAndTheOthersGoOn) {
  boost::asio::cancellation_signal signal;
  std::exception_ptr thrown;
  edge::spawn(
      context.get_executor(), event->wait(), [&](std::exception_ptr error) { thrown = error; },
      signal.slot());
  spawn("other");
  context.poll();
  signal.emit(boost::asio::cancellation_type::terminal);
  signal.emit(boost::asio::cancellation_type::terminal);  // a second time changes nothing
  context.poll();
  event->set();
  context.poll();
  EXPECT_THAT(said, ElementsAre("other"));
  try {
    ASSERT_TRUE(thrown);
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& error) {
    EXPECT_EQ(error.code(), boost::asio::error::operation_aborted);
  }
}

TEST_F(EventTest, LimitReturnsWhenItIsSetAndWhenItIsCancelled) {
  const auto say = [this](std::string name) -> Awaitable<void> {
    co_await event->limit();
    said.push_back(std::move(name));
  };
  edge::spawn(context.get_executor(), say("cancelled"));
  context.poll();
  event.reset();
  context.poll();
  context.restart();
  event = std::make_unique<Event>();
  event->set();
  edge::spawn(context.get_executor(), say("set"));
  context.poll();
  EXPECT_THAT(said, ElementsAre("cancelled", "set"));
}

TEST(Event, CoroutineThatOwnsWhatItWaitsForEndsWithItsContext) {
  auto destroyed = std::make_shared<int>();
  {
    boost::asio::io_context context{1};
    auto body = [](std::shared_ptr<int>) -> Awaitable<void> {
      Event never;
      co_await never.wait();
    };
    edge::spawn(context.get_executor(), body(destroyed));
    context.poll();
    EXPECT_EQ(destroyed.use_count(), 2);
  }
  EXPECT_EQ(destroyed.use_count(), 1);
}

}  // namespace
}  // namespace edge
