#include "common/base/fnv1a.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

TEST(Fnv1a, GivesThePublishedValues) {
  EXPECT_EQ(fnv1a(as_bytes("")), 0xcbf29ce484222325u);
  EXPECT_EQ(fnv1a(as_bytes("a")), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(fnv1a(as_bytes("foobar")), 0x85944171f73967e8u);
}

TEST(Fnv1a, GoesOnWhereItStopped) {
  EXPECT_EQ(fnv1a(as_bytes("bar"), fnv1a(as_bytes("foo"))), fnv1a(as_bytes("foobar")));
}

}  // namespace
}  // namespace edge
