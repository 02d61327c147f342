#include "common/amqp/well_formed.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

using namespace std::string_view_literals;

TEST(WellFormed, AreValuesWholeToTheirInnermostElements) {
  for (const auto value : {
           "\x40"sv, "\x45"sv, "\x52\x07"sv, "\xa1\x02hi"sv,
           "\xc0\x04\x01\xa1\x01x"sv,                      // a list of a string
           "\xc1\x07\x02\xa1\x01k\xc0\x01\x00"sv,           // a map with an empty list
           "\xd0\0\0\0\x05\0\0\0\x01\x40"sv,               // list32 of null
           "\0\x53\x77\xa1\x01x"sv,                        // described
           "\xe0\x06\x02\xa3\x01" "a\x01" "b"sv,             // an array of symbols
           "\xe0\x05\x01\0\x53\x01\x40"sv,                 // of described nulls
           "\xf0\0\0\0\x05\0\0\0\x10\x40"sv,               // of sixteen nulls
           "\xe0\x07\x01\xc0\x04\x01\xa1\x01x"sv}) {        // of lists
    EXPECT_TRUE(is_well_formed(as_bytes(value))) << testing::PrintToString(value);
    for (std::size_t size = 0; size < value.size(); ++size) {
      const auto cut = value.substr(0, size);
      EXPECT_FALSE(is_well_formed(as_bytes(cut))) << testing::PrintToString(cut);
    }
    EXPECT_FALSE(is_well_formed(as_bytes(std::string(value) + '\x40')));
  }
}

TEST(WellFormed, IsNothingElse) {
  for (const auto value : {
           "\xff\xfe"sv, "\x10"sv,
           "\xc0\x04\x02\xa1\x01x"sv,           // fewer elements than it says
           "\xc0\x05\x01\xa1\x01xx"sv,          // more bytes than its elements
           "\xc1\x04\x01\xa1\x01x"sv,           // a key without a value
           "\xc0\x04\x01\xa1\x05x"sv,           // a string that is longer than the list
           "\xe0\x07\x01\xc0\x04\x02\xa1\x01x"sv,  // the list in an array is malformed
           "\xf0\0\0\0\x05\xff\xff\xff\xff\x40"sv,  // an array of very many nulls
           "\xe0\x04\x02\xa3\x01" "a"sv}) {     // an array that lacks an element
    EXPECT_FALSE(is_well_formed(as_bytes(value))) << testing::PrintToString(value);
  }
}

TEST(WellFormed, AMessageIsInEachSection) {
  EXPECT_TRUE(has_well_formed_sections(as_bytes("\0\x53\x73\x45\0\x53\x77\xa1\x01x"sv)));
  for (const auto message : {"\xff\xfe"sv, "\0\x53\x77"sv, "\0\x53\x72\xc1\x04\x01\xa1\x01x"sv,
                             "\0\x53\x77\xf0\0\0\0\x05\x7f\xff\xff\xff\x40"sv}) {
    EXPECT_FALSE(has_well_formed_sections(as_bytes(message))) << testing::PrintToString(message);
  }
}

TEST(WellFormed, TooDeepIsRefused) {
  Bytes value{0x45};
  for (int depth = 1; depth < 16; ++depth) {
    EXPECT_TRUE(is_well_formed(value)) << depth;
    value.insert(value.begin(), {0xc0, static_cast<std::uint8_t>(value.size() + 1), 1});
  }
  EXPECT_TRUE(is_well_formed(value));
  value.insert(value.begin(), {0xc0, static_cast<std::uint8_t>(value.size() + 1), 1});
  EXPECT_FALSE(is_well_formed(value));
}

}  // namespace
}  // namespace edge
