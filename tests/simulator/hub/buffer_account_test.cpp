#include "simulator/hub/buffer_account.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace edge::sim {
namespace {

struct BufferAccountTest : testing::Test {
  BufferAccountTest() {
    limits.connection_buffer = 100;
    limits.buffers = 200;
  }
  HubLimits limits;
  BufferPool pool{limits};
};

TEST_F(BufferAccountTest, HasALimitOfItsOwn) {
  BufferAccount account(pool);
  EXPECT_TRUE(account.set(100));
  EXPECT_FALSE(account.set(101));
  EXPECT_TRUE(account.set(0));
}

TEST_F(BufferAccountTest, IsCountedAsItStandsAndGivenBack) {
  std::optional<BufferAccount> account(std::in_place, pool);
  BufferAccount other(pool);
  account->set(30);
  other.set(5);
  EXPECT_EQ(pool.used(), 35u);
  account->set(10);
  EXPECT_EQ(pool.used(), 15u);
  account.reset();
  EXPECT_EQ(pool.used(), 5u);
}

TEST_F(BufferAccountTest, OfAllWhoHasMoreThanItsShareHasTooMuch) {
  BufferAccount first(pool), second(pool), third(pool);
  EXPECT_TRUE(first.set(90));
  EXPECT_TRUE(second.set(90)) << "more than a share, and there is room";
  EXPECT_TRUE(third.set(60)) << "no room, but not more than a share";
  EXPECT_FALSE(second.set(90));
  EXPECT_TRUE(second.set(0));
  EXPECT_TRUE(first.set(90));
}

}  // namespace
}  // namespace edge::sim
