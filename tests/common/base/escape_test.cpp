#include "common/base/escape.hpp"

#include <gtest/gtest.h>

#include <string>

namespace edge {
namespace {

using namespace std::string_view_literals;

struct Case {
  std::string_view text;
  std::string_view shown;
};

TEST(Printable, EscapesWhatCouldDeceiveAndNothingElse) {
  const Case cases[] = {
      {"", ""},
      {"Unauthorized: device 'd1'", "Unauthorized: device 'd1'"},
      {"two\nlines\tand\r", "two\\x0alines\\x09and\\x0d"},
      {"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"},
      {"nul\0byte"sv, "nul\\x00byte"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b" "31m", "\\xc2\\x9b31m"},                    // C1: CSI
      {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},           // two bytes
      {"\xe2\x82\xac", "\xe2\x82\xac"},                       // three
      {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},               // four
      {"a\xe2\x80\xae" "txt.exe", "a\\xe2\\x80\\xaetxt.exe"},  // right-to-left override
      {"\xe2\x81\xa6", "\\xe2\\x81\\xa6"},                    // isolate
      {"a\xe2\x80\x8b" "b", "a\\xe2\\x80\\x8b" "b"},            // zero width space
      {"\xe2\x80\xa8", "\\xe2\\x80\\xa8"},                    // line separator
      {"\xef\xbb\xbf", "\\xef\\xbb\\xbf"},                    // byte order mark
      {"a\xcd\x8f", "a\\xcd\\x8f"},                          // combining grapheme joiner
      {"\xef\xb8\x8f", "\\xef\\xb8\\x8f"},                    // variation selector
      {"\xe3\x85\xa4", "\\xe3\\x85\\xa4"},                    // Hangul filler: blank
      {"\xf3\xa0\x80\x81", "\\xf3\\xa0\\x80\\x81"},           // language tag
      {"\xc2\xa0\xe2\x80\x90", "\xc2\xa0\xe2\x80\x90"},       // no-break space, hyphen
      {"\x80", "\\x80"},                                      // continuation without a lead
      {"\xc0\xaf", "\\xc0\\xaf"},                             // overlong
      {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},                    // surrogate
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},           // above U+10FFFF
      {"\xe2\x82", "\\xe2\\x82"},                             // ends too early
      {"\xe2(", "\\xe2("},
  };
  for (const Case& c : cases) EXPECT_EQ(printable(c.text), c.shown);
}

TEST(Printable, ShowsACut) {
  EXPECT_EQ(printable("abcdef", 6), "abcdef");
  EXPECT_EQ(printable("abcdef", 3), "abc...");
  EXPECT_EQ(printable("abc", 0), "...");
  EXPECT_EQ(printable("", 0), "");
}

TEST(Printable, NeverCutsInsideACharacter) {
  EXPECT_EQ(printable("a\xe2\x82\xac!", 4), "a\xe2\x82\xac...");
  EXPECT_EQ(printable("a\xe2\x82\xac!", 3), "a...");
  EXPECT_EQ(printable("a\xe2\x82\xac!", 2), "a...");
  EXPECT_EQ(printable("a\xf0\x9f\x98\x80!", 4), "a...");
}

TEST(Printable, BoundsHostileLengths) {
  EXPECT_EQ(printable(std::string(1'000'000, '\x01')).size(), 512 * 4 + 3);
}

}  // namespace
}  // namespace edge
