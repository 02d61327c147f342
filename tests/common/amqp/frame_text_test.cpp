#include "common/amqp/frame_text.hpp"

#include <gtest/gtest.h>

#include "common/amqp/encoding.hpp"

namespace edge {
namespace {

using std::string_view_literals::operator""sv;

Bytes variable(AmqpCode code, std::string_view text) {
  Bytes encoded;
  put_variable(encoded, code, as_bytes(text));
  return encoded;
}

/// A frame of that performative on channel 1.
std::string line(std::uint64_t performative, const std::vector<Bytes>& fields,
                 std::string_view payload = {}, bool incoming = true) {
  Bytes encoded;
  for (const auto& field : fields) encoded.insert(encoded.end(), field.begin(), field.end());
  return frame_text(encode_frame({kAmqpFrame, 1, performative}, fields.size(), encoded,
                                 as_bytes(payload)),
                    incoming);
}

TEST(FrameText, NamesTheFieldsThatAreSet) {
  EXPECT_EQ(line(0x10, {variable(kString32, "a"), Bytes{kNull}, Bytes{kUint, 0, 1, 0, 0}}),
            R"(1 <- open [container-id="a", max-frame-size=65536])");
  EXPECT_EQ(line(0x13, {}, {}, false), "1 -> flow []");
  EXPECT_EQ(frame_text(Bytes{0, 0, 0, 8, 2, 0, 0, 3}, false), "3 -> (EMPTY FRAME)");
}

TEST(FrameText, CountsAPayloadAndDoesNotShowIt) {
  EXPECT_EQ(line(0x14, {Bytes{kSmallUint, 2}}, "SharedAccessSignature"),
            "1 <- transfer [handle=2] (21 bytes)");
}

TEST(FrameText, WritesValuesOfEveryKind) {
  const Bytes error = [] {
    Bytes inner = variable(kSymbol32, "amqp:not-found");
    const auto text = variable(kString32, "none");
    inner.insert(inner.end(), text.begin(), text.end());
    Bytes described{kDescribed, kSmallUlong, 0x1d};
    put_list(described, 2, inner);
    return described;
  }();
  EXPECT_EQ(line(0x18, {error}),
            R"(1 <- close [error=error [condition=amqp:not-found, description="none"]])");
  const Bytes array{kArray8, 8, 2, kSymbol8, 1, 'a', 3, 'b', 'c', 'd'};
  const Bytes map{kMap8, 6, 2, kSymbol8, 1, 'k', kTrue, kFalse};
  EXPECT_EQ(line(0x17, {array}), "1 <- end [error=[a, bcd]]");
  EXPECT_EQ(line(0x17, {Bytes{kMap8, 5, 2, kSymbol8, 1, 'k', kTrue}}), "1 <- end [error={k=true}]");
  EXPECT_EQ(line(0x17, {Bytes{kBinary8, 2, 0xab, 0}}), "1 <- end [error=0xab00]");
  const Bytes unknown{kDescribed, kSmallUlong, 0x99, kTrue};
  EXPECT_EQ(line(0x17, {unknown}), "1 <- end [error=@153 true]");
  EXPECT_EQ(line(0x99, {Bytes{kTrue}}), "1 <- @153 [true]");
}

TEST(FrameText, EscapesWhatThePeerSent) {
  EXPECT_EQ(line(0x10, {variable(kString32, "\x1b[31m")}),
            R"(1 <- open [container-id="\x1b[31m"])");
}

TEST(FrameText, HidesTheSignatureOfATokenInAnyField) {
  EXPECT_EQ(line(0x10, {variable(kString32, "SharedAccessSignature sr=h&sig=a%2Bb&se=1"),
                        variable(kString32, "sig=c")}),
            "1 <- open [container-id=\"SharedAccessSignature sr=h&sig=***&se=1\", "
            "hostname=\"sig=***\"]");
  // In place of a signature may stand anything, up to the end of its field.
  EXPECT_EQ(line(0x10, {variable(kString32, "sr=h&sig=a\"b,c]d&se=1"),
                        variable(kString32, "SIG%3Da'b c")}),
            "1 <- open [container-id=\"sr=h&sig=***&se=1\", hostname=\"SIG%3D***\"]");
}

TEST(FrameText, IsBoundedHoweverDeepAndLongTheFrameIs) {
  Bytes deep{kTrue};
  for (int i = 0; i < 15; ++i) {
    Bytes list;
    put_list(list, 1, deep);
    deep = list;
  }
  EXPECT_LT(line(0x17, {deep}).size(), 200u);
  EXPECT_LE(line(0x10, {variable(kString32, std::string(60000, 'x'))}).size(), 1027u);
}

}  // namespace
}  // namespace edge
