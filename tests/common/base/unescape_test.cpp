#include "common/base/unescape.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

TEST(Unescape, UndoesEachWayOnceAndLeavesTheRest) {
  const struct {
    std::string_view text, plain;
  } cases[] = {
      {"", ""},
      {"plain text", "plain text"},
      {"%2B%2f%", "+/%"},
      {"%252B", "%2B"},
      {"%2", "%2"},
      {"%zz", "%zz"},
      {R"(\u002B\/\"\\\x41)", "+/\"\\A"},
      {R"(\u20ac\u00\n\)", R"(\u20ac\u00\n\)"},
      {"&#43;&#x2b;&#X2B;&amp;&lt;&gt;&quot;&apos;", "+++&<>\"'"},
      {"&#;&#x;&#256;&#43 &amp &#99999999999;", "&#;&#x;&#256;&#43 &amp &#99999999999;"},
  };
  for (const auto& [text, plain] : cases) EXPECT_EQ(unescape(text).text, plain) << text;
}

TEST(Unescape, TellsWhereEachByteCameFrom) {
  EXPECT_EQ(unescape("a%2Bb&amp;").origin, (std::vector<std::size_t>{0, 1, 4, 5, 10}));
  EXPECT_EQ(unescape("").origin, std::vector<std::size_t>{0});
}

}  // namespace
}  // namespace edge
