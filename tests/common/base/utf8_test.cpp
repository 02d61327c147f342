#include "common/base/utf8.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

TEST(Utf8, IsReadStrictly) {
  const std::pair<std::string_view, bool> rows[] = {
      {"", true},
      {"plain \n text", true},
      {{"\0", 1}, true},
      {"\xc3\xa9", true},
      {"\xe2\x82\xac and more", true},
      {"\xf0\x9f\x98\x80", true},
      {"\xc3", false},              // cut
      {"\xff", false},
      {"\xc0\x80", false},          // overlong
      {"\xed\xa0\x80", false},      // a surrogate
      {"\xf4\x90\x80\x80", false},  // beyond Unicode
      {"text\x80", false},
  };
  for (const auto& [text, good] : rows) EXPECT_EQ(is_utf8(text), good) << text;
}

TEST(PlainText, IsWhatATerminalShowsAsItIs) {
  for (const char* text : {"", "text", "\xc3\xa4 \xe2\x82\xac", "***"}) {
    EXPECT_TRUE(is_plain_text(text)) << text;
  }
  for (const char* text : {"a\nb", "\x1b[31m", "\xff", "\xe2\x80\xae"}) {
    EXPECT_FALSE(is_plain_text(text));
  }
}

}  // namespace
}  // namespace edge
