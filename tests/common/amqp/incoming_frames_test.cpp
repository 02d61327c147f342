#include "common/amqp/incoming_frames.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/amqp/encoding.hpp"

namespace edge {
namespace {

using std::string_view_literals::operator""sv;
using testing::HasSubstr;

constexpr auto kEmpty = "\0\0\0\x8\2\0\0\0"sv;
constexpr auto kOpen = "\0\0\0\x13\2\0\0\0" "\0\x53\x10\xc0\x6\3\xa1\1s\x40\x40"sv;

/// The frames' sizes, then what is wrong with the next.
std::string judged(std::string_view bytes, std::size_t largest = 512) {
  std::string said;
  const auto whole = whole_frames(as_bytes(bytes), largest, [&](ByteView frame) {
    said += std::to_string(frame.size()) + " ";
  });
  return said + (whole.fault ? std::string(whole.fault->condition) : "");
}

TEST(IncomingFrames, TakesWhatIsWhole) {
  EXPECT_EQ(judged(kEmpty), "8 ");
  EXPECT_EQ(judged(kOpen), "19 ");
  EXPECT_EQ(judged(std::string(kOpen) + std::string(kEmpty) + "\0\0"), "19 8 ");
  for (std::size_t size = 0; size < kOpen.size(); ++size) {
    EXPECT_EQ(judged(kOpen.substr(0, size)), "") << size;
  }
}

TEST(IncomingFrames, SaysHowLongTheNextIs) {
  EXPECT_EQ(size_of_frame(as_bytes(kOpen)), 19u);
  EXPECT_EQ(size_of_frame(as_bytes(kOpen.substr(0, 3))), 4u);
}

TEST(IncomingFrames, RefusesASizeBeforeItWaitsForTheRest) {
  EXPECT_EQ(judged("\0\0\0\7"sv), "amqp:connection:framing-error");
  EXPECT_EQ(judged("\0\0\2\1"sv), "amqp:connection:framing-error");
  EXPECT_EQ(judged("\xff\xff\xff\xff"sv), "amqp:connection:framing-error");
}

TEST(IncomingFrames, RefusesOtherHeaders) {
  EXPECT_EQ(judged("\0\0\0\x8\1\0\0\0"sv), "amqp:connection:framing-error");  // data offset
  EXPECT_EQ(judged("\0\0\0\x8\3\0\0\0"sv), "amqp:connection:framing-error");
  EXPECT_EQ(judged("\0\0\0\x8\2\1\0\0"sv), "amqp:connection:framing-error");  // SASL's type
}

/// Each is the body of a frame whose header is right.
TEST(IncomingFrames, RefusesBodiesThatAreNoDescribedList) {
  const std::string_view bodies[] = {
      "\x40"sv,                                       // null
      "\0\x53\x10"sv,                                 // nothing described
      "\0\x53\x10\x40"sv,                             // null described
      "\0\x53\x10\xc1\1\0"sv,                         // a map
      "\0\x53\x13\xc0\4\1\xa3\xb2\0"sv,               // a symbol of bytes that are not there
      "\0\x53\x13\xc0\3\2\x40\x40\xff"sv.substr(0, 7),  // fewer bytes than it says
      "\0\x53\x13\xc0\2\1"sv,
      "\0\xa3\x20" "open\x45"sv,                      // a descriptor that does not end
  };
  for (const auto body : bodies) {
    std::string frame{"\0\0\0\0\2\0\0\0"sv};
    frame[3] = static_cast<char>(frame.size() + body.size());
    EXPECT_EQ(judged(frame + std::string(body)), "amqp:decode-error")
        << testing::PrintToString(body);
  }
}

TEST(IncomingFrames, KeepsTheFramesBeforeAMalformedOne) {
  EXPECT_EQ(judged(std::string(kOpen) + std::string("\0\0\0\x9\2\0\0\0\x40"sv)),
            "19 amqp:decode-error");
}

}  // namespace
}  // namespace edge
