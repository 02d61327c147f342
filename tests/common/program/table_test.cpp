#include "common/program/table.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

const Table kTable{{"name", "what", "more"}, {{"a", "first", "x|y"}, {"long", "2nd", ""}}};

TEST(Table, ColumnsStandSideBySide) {
  EXPECT_EQ(as_text(kTable),
            "a     first  x|y\n"
            "long  2nd    \n");
}

TEST(Table, WhatIsNotBesideIsBelow) {
  EXPECT_EQ(as_text(kTable, 2),
            "a     first\n"
            "        x|y\n"
            "long  2nd\n");
}

TEST(Table, MarkdownHasHeadingsAndEscapesItsOwnSigns) {
  EXPECT_EQ(as_markdown(kTable),
            "| name | what | more |\n"
            "| --- | --- | --- |\n"
            "| a | first | x\\|y |\n"
            "| long | 2nd |  |\n");
  EXPECT_EQ(as_markdown({{"name", "what"}, {{"a", "b"}}}, {true, "---"}),
            "| name | what |\n"
            "|---|---|\n"
            "| `a` | b |\n");
}

}  // namespace
}  // namespace edge
