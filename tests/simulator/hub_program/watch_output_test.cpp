// A reader that takes nothing, and one that goes, hold up nobody.
#include "simulator/hub_program/watch_output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <array>

namespace edge::sim {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

struct WatchOutputTest : testing::Test {
  WatchOutputTest() { EXPECT_EQ(::pipe(ends.data()), 0); }
  ~WatchOutputTest() override {
    ::close(ends[0]);
    ::close(ends[1]);
  }

  /// What is in the pipe, of up to 64 KiB.
  std::string taken() {
    std::string text(65536, '\0');
    const auto got = ::read(ends[0], text.data(), text.size());
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }

  std::array<int, 2> ends{};
};

TEST_F(WatchOutputTest, WritesAtOnceWhileItIsRead) {
  WatchOutput output(ends[1]);
  output.write("one\n");
  output.write("two\n");
  EXPECT_EQ(taken(), "one\ntwo\n");
}

TEST_F(WatchOutputTest, AReaderThatTakesNothingHoldsNobodyUpAndIsToldWhatItMissed) {
  WatchOutput output(ends[1]);
  const std::string line(1000, 'x');
  for (int i = 0; i < 3000; ++i) output.write(line + "\n");
  std::string all;
  for (int i = 0; i < 200 && !all.ends_with("end\n"); ++i) {
    all += taken();
    output.write("end\n");
  }
  EXPECT_THAT(all, HasSubstr("left out here, as nobody read them\n"));
  EXPECT_THAT(all, EndsWith("end\n"));
  EXPECT_LT(all.size(), WatchOutput::kMostKept + 200'000);
}

TEST_F(WatchOutputTest, AReaderThatHasGoneGetsNothing) {
  ::signal(SIGPIPE, SIG_IGN);
  WatchOutput output(ends[1]);
  ::close(ends[0]);
  output.write("one\n");
  output.write("two\n");
  ends[0] = ::dup(ends[1]);
}

}  // namespace
}  // namespace edge::sim
