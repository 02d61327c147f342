#include "common/amqp/sasl_frames.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/amqp/error.hpp"

namespace edge {
namespace {

using testing::ElementsAre;

Bytes from_hex(std::string_view hex) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    const std::string digits(hex.substr(i, 2));
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(digits, nullptr, 16)));
  }
  return bytes;
}

// azure-iot-sdks issue 263: what an IoT hub sends.
constexpr std::string_view kHubMechanisms =
    "0000003f02010000005340c03201e02f04b30000000845585445524e414c000000074d535342434253"
    "00000009414e4f4e594d4f555300000005504c41494e";

TEST(SaslFrames, DecodesTheHubsOwnMechanisms) {
  const auto frame = decode_sasl_frame(from_hex(kHubMechanisms));
  ASSERT_TRUE(frame);
  EXPECT_THAT(std::get<SaslMechanisms>(*frame).names,
              ElementsAre("EXTERNAL", "MSSBCBS", "ANONYMOUS", "PLAIN"));
}

TEST(SaslFrames, DecodesOneMechanismWithoutAnArray) {
  const auto frame = decode_sasl_frame(from_hex("0000001302010000005340c00601a303414243"));
  ASSERT_TRUE(frame);
  EXPECT_THAT(std::get<SaslMechanisms>(*frame).names, ElementsAre("ABC"));
}

TEST(SaslFrames, EveryFrameSurvivesTheRoundTrip) {
  const auto mechanisms = decode_sasl_frame(encode_sasl_frame(SaslMechanisms{{"A", "BC"}}));
  EXPECT_THAT(std::get<SaslMechanisms>(mechanisms.value()).names, ElementsAre("A", "BC"));

  const SaslInit sent{"PLAIN", Secret({"\0u", 2}), "hub.test"};
  const auto init = decode_sasl_frame(encode_sasl_frame(sent));
  EXPECT_EQ(std::get<SaslInit>(init.value()).mechanism, "PLAIN");
  EXPECT_EQ(std::get<SaslInit>(init.value()).response.reveal(), sent.response.reveal());
  EXPECT_EQ(std::get<SaslInit>(init.value()).hostname, "hub.test");

  const auto bare = decode_sasl_frame(encode_sasl_frame(SaslInit{"MSSBCBS", {}, {}}));
  EXPECT_TRUE(std::get<SaslInit>(bare.value()).response.empty());

  const auto outcome = decode_sasl_frame(encode_sasl_frame(SaslOutcome{2, {'x'}}));
  EXPECT_EQ(std::get<SaslOutcome>(outcome.value()).code, 2);
  EXPECT_THAT(std::get<SaslOutcome>(outcome.value()).additional_data, ElementsAre('x'));
}

TEST(SaslFrames, RefusesEveryTruncation) {
  const Bytes whole = from_hex(kHubMechanisms);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(decode_sasl_frame(cut)) << size;
    if (size < kFrameHeaderSize) continue;
    cut[3] = static_cast<std::uint8_t>(size);  // the frame's size agrees, its content does not
    EXPECT_FALSE(decode_sasl_frame(cut)) << size;
  }
}

TEST(SaslFrames, RefusesWhatIsMalformed) {
  const std::string_view rows[] = {
      "0000000a020000000000",                            // an AMQP frame
      "0000000a010100000000",                            // data offset inside the header
      "0000000aff0100000000",                            // data offset behind the end
      "00002000020100000000",                            // larger than kMaxSaslFrame
      "0000001402010000005340c00601a3034142434040",      // bytes behind the list
      "0000001102010000005341c0040140a000",              // init without mechanism
      "0000000f02010000005344c0020140",                  // outcome without code
      "0000001002010000005399c003015000",                // unknown frame
      "0000001702010000005340c00a01e0070f0000a30141",    // more names announced than there are
      "0000001c02010000005340d00000000f00000001f000000006ffffffffa300",
  };
  for (const auto row : rows) {
    const auto frame = decode_sasl_frame(from_hex(row));
    ASSERT_FALSE(frame) << row;
    EXPECT_EQ(frame.error(), AmqpErrc::protocol);
  }
}

TEST(SaslFrames, DescriptionHidesTheResponse) {
  const std::string text = describe(SaslInit{"PLAIN", Secret({"\0u\0sec", 6}), {}});
  EXPECT_EQ(text, "sasl-init [mechanism=PLAIN, initial-response=(6 bytes)]");
}

}  // namespace
}  // namespace edge
