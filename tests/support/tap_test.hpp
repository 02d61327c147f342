// Fixture of tests that need namespaces of their own and TAP devices; skips, with the reason, where
// they are not to be had.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "tests/support/private_network.hpp"

namespace edge::test {

class TapTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    why_not_ = enter_private_namespaces();
    if (why_not_.empty() && ::access("/dev/net/tun", R_OK | W_OK) != 0) {
      why_not_ = "/dev/net/tun cannot be opened here";
    }
  }

  void SetUp() override {
    if (!why_not_.empty()) GTEST_SKIP() << why_not_;
  }

 private:
  inline static std::string why_not_;
};

}  // namespace edge::test
