// What is told of copies of the program that ran beside each other.
#include "probe/commands/side_by_side.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edge::probe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

OwnCopyResult said(int exit_code, std::string errors) {
  OwnCopyResult result;
  result.exit_code = exit_code;
  result.errors = std::move(errors);
  return result;
}

TEST(SideBySide, WhatCopiesSaidIsToldOnceWithTheirColumns) {
  const std::vector<OwnCopyResult> results = {
      said(0, "edgeprobe: clock is off\nedgeprobe: \x1b[31mred\n"),
      said(1, "edgeprobe: clock is off\nedgeprobe: clock is off\n\nno newline"),
      said(0, "")};
  EXPECT_THAT(warnings_of_copies(results, {"host", "br0", "br1"}),
              ElementsAre("[host, br0] clock is off", "[host] \\x1b[31mred", "[br0] no newline"));
  EXPECT_EQ(why_no_report(results[1]), "");
}

TEST(SideBySide, TheLastLineOfOneThatFailedIsItsReason) {
  const auto failed = said(2, "edgeprobe: first\nedgeprobe: there is no such interface\n");
  EXPECT_EQ(why_no_report(failed), "there is no such interface");
  EXPECT_THAT(warnings_of_copies({failed}, {"br0"}), ElementsAre("[br0] first"));
  EXPECT_EQ(why_no_report(said(139, "")), "it ended with 139");
  EXPECT_THAT(warnings_of_copies({said(139, "")}, {"br0"}), IsEmpty());
}

TEST(SideBySide, OfVeryManyLinesTheFirstAreTold) {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "line " + std::to_string(i) + "\n";
  const auto told = warnings_of_copies({said(0, many), said(0, many)}, {"host", "br0"});
  ASSERT_EQ(told.size(), 21u);
  EXPECT_EQ(told[19], "[host, br0] line 19");
  EXPECT_EQ(told[20], "and 1960 lines more");
}

}  // namespace
}  // namespace edge::probe
