#include "common/world/accept_loop.hpp"

#include <boost/asio/error.hpp>

#include "tests/simulator/services/services_fixture.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
namespace errc = boost::system::errc;

/// Fails as often as it is told, then accepts without end or fails for good.
class ScriptedListener final : public Listener {
 public:
  ScriptedListener(int failures, ErrorCode then) : failures_(failures), then_(then) {}
  Awaitable<Result<Accepted>> accept() override {
    if (failures_-- > 0) co_return make_error_code(errc::too_many_files_open);
    if (then_) co_return then_;
    co_return Accepted();
  }
  Endpoint local() const override { return {}; }

 private:
  int failures_;
  ErrorCode then_;
};

struct AcceptLoopTest : ServicesTest {
  Awaitable<int> count(int failures, ErrorCode then, int most) {
    int taken = 0;
    const TakeConnection take = [&](std::unique_ptr<Stream>) { return ++taken < most; };
    auto loop = accept_loop(client(), std::make_unique<ScriptedListener>(failures, then), take);
    co_await std::move(loop);
    co_return taken;
  }
};

TEST_F(AcceptLoopTest, GoesOnUntilNobodyTakesAConnection) {
  EXPECT_EQ(run(count(0, {}, 3)), 3);
  EXPECT_EQ(now(), 0s);
}

TEST_F(AcceptLoopTest, PausesWhenNothingCanBeAccepted) {
  EXPECT_EQ(run(count(5, {}, 2)), 2);
  EXPECT_EQ(now(), 500ms);
}

TEST_F(AcceptLoopTest, EndsWithItsListener) {
  EXPECT_EQ(run(count(1, boost::asio::error::operation_aborted, 2)), 0);
}

}  // namespace
}  // namespace edge::sim
