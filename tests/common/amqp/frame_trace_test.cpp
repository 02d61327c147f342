#include "common/amqp/frame_trace.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

TEST(FrameTrace, ShortensNamesAndHidesPayloads) {
  EXPECT_EQ(frame_line(R"(FRAME: 0 -> @open(16) [container-id="a", max-frame-size=0x10000])"),
            R"(0 -> open [container-id="a", max-frame-size=0x10000])");
  EXPECT_EQ(frame_line(R"(FRAME: 1 -> @transfer(20) [handle=0x0, settled=true] (55) \x00Ssig])"),
            "1 -> transfer [handle=0x0, settled=true] (55 bytes)");
  EXPECT_EQ(frame_line("FRAME: 1 -> @transfer(20) [handle=0x0]"), "1 -> transfer [handle=0x0]");
  EXPECT_EQ(frame_line("FRAME: 1 -> @transfer(20) [handle=0x0] secret"), "1 -> transfer ");
  EXPECT_EQ(frame_line("FRAME:   <- AMQP"), "  <- AMQP");
}

TEST(FrameTrace, EscapesWhatThePeerSent) {
  EXPECT_EQ(frame_line("FRAME: 0 <- @close(24) [error=\x1b[31m]"),
            R"(0 <- close [error=\x1b[31m])");
}

TEST(FrameTrace, HidesTheSignatureOfATokenInAnyField) {
  EXPECT_EQ(frame_line("FRAME: 0 <- @open(16) [container-id=\"SharedAccessSignature sr=h&sig=a%2B"
                       "b&se=1\", hostname=\"sig=c\"]"),
            "0 <- open [container-id=\"SharedAccessSignature sr=h&sig=***&se=1\", "
            "hostname=\"sig=***\"]");
}

TEST(FrameTrace, IgnoresOtherLines) {
  EXPECT_EQ(frame_line("IO: something"), std::nullopt);
  EXPECT_EQ(frame_line("FRAME:   -> EOS"), std::nullopt);
}

}  // namespace
}  // namespace edge
