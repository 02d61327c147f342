// The four cases of with_deadline() and what lies between them, on the virtual clock.
#include "common/world/with_deadline.hpp"

#include <gtest/gtest.h>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/system/errc.hpp>
#include <functional>

#include "common/world/concurrency.hpp"
#include "common/world/event.hpp"
#include "common/world/spawn.hpp"
#include "simulator/network/virtual_internet.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;
namespace errc = boost::system::errc;
namespace error = boost::asio::error;

Topology one_node() {
  Node node;
  node.name = "node";
  Topology topology;
  topology.nodes = {node};
  return topology;
}

using Operation = std::function<Awaitable<Result<int>>()>;

class WithDeadline : public ::testing::Test {
 protected:
  /// Runs `operation` until 10 s, and is itself cancelled at `cancel_at`.
  void run(const Operation& operation, std::optional<Duration> cancel_at = {}) {
    boost::asio::cancellation_signal cancel;
    bool done = false;
    auto body = [&]() -> Awaitable<void> {
      result = co_await with_deadline(world, Instant{10s}, operation());
    };
    edge::spawn(
        internet.loop().context().get_executor(), body(),
        [&](std::exception_ptr error) {
          thrown = error;
          done = true;
        },
        cancel.slot());
    if (cancel_at) {
      internet.loop().at(Instant{*cancel_at}, [&] {
        cancel.emit(boost::asio::cancellation_type::terminal);
      });
    }
    ASSERT_TRUE(internet.loop().run_until([&] { return done; }));
    ended_at = internet.loop().now().time_since_epoch();
  }

  Awaitable<Result<int>> value_at(Duration when, Result<int> value) {
    co_await world.sleep_until(Instant{when});
    co_return value;
  }
  /// As a read does: waits for an event and gives the error as a value.
  Awaitable<Result<int>> wait_for_event() {
    const Result<void> woken = co_await event.wait_result();
    if (woken.has_error()) co_return woken.error();
    co_return 1;
  }
  /// As the AMQP pump does: both throw when they are cancelled.
  Awaitable<Result<int>> wait_for_either() {
    auto first = world.sleep_until(Instant{60s});
    co_await until_one_ends(std::move(first), world.sleep_until(Instant{70s}));
    co_return 1;
  }
  ErrorCode thrown_code() const {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& caught) {
      return caught.code();
    }
    return {};
  }

  VirtualInternet internet{one_node(), 1};
  World& world = internet.world("node");
  Event event;
  std::optional<Result<int>> result;
  std::exception_ptr thrown;
  Duration ended_at{};
};

TEST_F(WithDeadline, SeveralThatAreCancelledTogetherAreATimeout) {
  run([&] { return wait_for_either(); });
  EXPECT_EQ(thrown, nullptr);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->error(), boost::system::errc::timed_out);
  EXPECT_EQ(ended_at, 10s);
}

TEST_F(WithDeadline, FinishedFirstGivesItsOwnResult) {
  run([&] { return value_at(3s, 42); });
  EXPECT_EQ(result->value(), 42);
  EXPECT_EQ(ended_at, 3s);
}

TEST_F(WithDeadline, FinishedWithAnErrorGivesThatErrorAtOnce) {
  run([&] { return value_at(3s, ErrorCode(error::connection_reset)); });
  EXPECT_EQ(result->error(), error::connection_reset);
  EXPECT_EQ(ended_at, 3s);
}

TEST_F(WithDeadline, DeadlineFirstGivesTimedOut) {
  run([&] { return value_at(20s, 42); });
  EXPECT_EQ(result->error(), errc::timed_out);
  EXPECT_EQ(ended_at, 10s);
}

TEST_F(WithDeadline, DeadlineFirstGivesTimedOutWhenTheOperationReturnsItsCancellation) {
  run([&] { return wait_for_event(); });
  EXPECT_EQ(result->error(), errc::timed_out);
  EXPECT_EQ(ended_at, 10s);
}

TEST_F(WithDeadline, ErrorThatAnswersTheDeadlineIsNotShown) {
  const auto translate = [&]() -> Awaitable<Result<int>> {
    const Result<int> inner = co_await wait_for_event();
    co_return inner.has_error() ? ErrorCode(error::broken_pipe) : ErrorCode{};
  };
  run(translate);
  EXPECT_EQ(result->error(), errc::timed_out);
}

TEST_F(WithDeadline, ValueThatTiesWithTheDeadlineWins) {
  // Both orders: the event is set before, or after, the timer fires in the same turn.
  internet.loop().at(Instant{10s}, [&] { event.set(); });
  run([&] { return wait_for_event(); });
  EXPECT_EQ(result->value(), 1);

  const auto unmoved = [&]() -> Awaitable<Result<int>> {
    const Result<int> cancelled = co_await wait_for_event();
    EXPECT_TRUE(cancelled.has_value() || cancelled.error() == error::operation_aborted);
    co_return 7;  // the byte had arrived although the wait was cancelled
  };
  event.reset();
  run(unmoved);
  EXPECT_EQ(result->value(), 7);
}

TEST_F(WithDeadline, DeadlineInThePastStillLetsReadyResultsThrough) {
  internet.loop().at(Instant{15s}, [] {});
  run([&] { return value_at(20s, 1); });
  internet.loop().run_until([&] { return world.now() == Instant{15s}; });
  event.set();
  run([&] { return wait_for_event(); });
  EXPECT_EQ(result->value(), 1);
  run([&] { return value_at(20s, 1); });
  EXPECT_EQ(result->error(), errc::timed_out);
  EXPECT_EQ(ended_at, 15s);
}

TEST_F(WithDeadline, ExceptionsPassAtOnce) {
  const auto broken = [&]() -> Awaitable<Result<int>> {
    co_await world.sleep_until(Instant{3s});
    throw std::runtime_error("cannot read the file");
  };
  run(broken);
  EXPECT_THROW(std::rethrow_exception(thrown), std::runtime_error);
  EXPECT_EQ(ended_at, 3s);
}

TEST_F(WithDeadline, ExceptionThatAnswersTheDeadlinePassesUnlessItIsTheCancellation) {
  const auto broken = [&]() -> Awaitable<Result<int>> {
    (void)co_await wait_for_event();
    throw std::runtime_error("cannot clean up");
  };
  run(broken);
  EXPECT_THROW(std::rethrow_exception(thrown), std::runtime_error);
  EXPECT_EQ(ended_at, 10s);
}

TEST_F(WithDeadline, CancelledCallerGetsTheCancellationHoweverTheOperationTakesIt) {
  run([&] { return value_at(20s, 42); }, 3s);
  EXPECT_EQ(thrown_code(), error::operation_aborted);
  EXPECT_EQ(ended_at, 3s);
  EXPECT_FALSE(result);
}

TEST_F(WithDeadline, CancelledCallerGetsTheCancellationThatTheOperationReturned) {
  run([&] { return wait_for_event(); }, 3s);
  EXPECT_EQ(thrown_code(), error::operation_aborted);
  EXPECT_EQ(ended_at, 3s);
}

TEST_F(WithDeadline, VoidResultsAndNesting) {
  Result<void> outer = ErrorCode{};
  bool done = false;
  auto never = [&]() -> Awaitable<Result<void>> {
    co_await event.wait();
    co_return Result<void>{};
  };
  auto body = [&]() -> Awaitable<void> {
    auto inner = with_deadline(world, Instant{5s}, never());
    outer = co_await with_deadline(world, Instant{3s}, std::move(inner));
    done = true;
  };
  edge::spawn(internet.loop().context().get_executor(), body(), [](std::exception_ptr) {});
  ASSERT_TRUE(internet.loop().run_until([&] { return done; }));
  EXPECT_EQ(outer.error(), errc::timed_out);
  EXPECT_EQ(world.now(), Instant{3s});
}

}  // namespace
}  // namespace edge
