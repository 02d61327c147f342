#include "common/base/key_value.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

TEST(KeyValue, IsSplitAtTheFirstEqualsSign) {
  const auto split = key_value("sig=a=b==");
  ASSERT_TRUE(split);
  EXPECT_EQ(split->key, "sig");
  EXPECT_EQ(split->value, "a=b==");
}

TEST(KeyValue, MayHaveNoValueButMustHaveAKey) {
  ASSERT_TRUE(key_value("at="));
  EXPECT_EQ(key_value("at=")->value, "");
  for (const auto* text : {"", "=", "=host", "at"}) EXPECT_FALSE(key_value(text)) << text;
}

}  // namespace
}  // namespace edge
