#include "simulator/lab_run/machine_lateness.hpp"

#include <gtest/gtest.h>

namespace edge::sim {
namespace {

using namespace std::chrono_literals;

TEST(MachineLateness, AThreadsWaitForACoreIsItsSecondNumber) {
  EXPECT_EQ(wait_for_core("1158212 83427 2\n"), 83427ns);
  for (const auto* text : {"", "1158212", "none none none"}) EXPECT_EQ(wait_for_core(text), 0ns);
}

TEST(MachineLateness, StolenTimeIsTheEighthNumberOfTheFirstLine) {
  EXPECT_EQ(stolen_time("cpu  1 2 3 4 5 6 7 250 0 0\ncpu0 9 9 9 9 9 9 9 9 9 9\n", 100), 2500ms);
  for (const auto* text : {"", "cpu  1 2 3", "intr 1 2 3 4 5 6 7 8"}) {
    EXPECT_EQ(stolen_time(text, 100), 0ns);
  }
}

TEST(MachineLateness, BeginsWhenItIsMadeAndNeverGoesBack) {
  const MachineLateness lateness;
  const auto first = lateness.so_far();
  EXPECT_GE(first, 0ns);
  EXPECT_GE(lateness.so_far(), first);
}

}  // namespace
}  // namespace edge::sim
