#include "simulator/hub/hub_errors.hpp"

#include <gtest/gtest.h>

namespace edge::sim {
namespace {

TEST(HubErrors, EveryCodeIsThereOnce) {
  int last = 0;
  for (const auto& each : hub_error_rows()) {
    EXPECT_GT(each.code, last);
    EXPECT_TRUE(each.condition.starts_with("amqp:") || each.condition.starts_with("com.microsoft:"))
        << each.condition;
    EXPECT_FALSE(each.message.empty());
    last = each.code;
  }
  EXPECT_EQ(find_hub_error(1), nullptr);
}

}  // namespace
}  // namespace edge::sim
