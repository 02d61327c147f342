#include "simulator/hub_program/open_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edge::sim {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(OpenFiles, ConnectionsGetWhatIsLeftAfterTheReserve) {
  const OpenFiles few{.allowed = 1024, .open = 10, .control = 64};
  EXPECT_EQ(connections_within(few, 4096), 918u);
  EXPECT_EQ(complaint_about(few, 4096), "1024 open files are allowed here (ulimit -n): at most 918 "
                                        "connections of devices, not 4096");
  EXPECT_EQ(connections_within(few, 900), 900u);
  EXPECT_EQ(complaint_about(few, 900), "");
}

TEST(OpenFiles, WithoutRoomForAnyTheHubDoesNotBegin) {
  const OpenFiles none{.allowed = 106, .open = 10, .control = 64};
  EXPECT_THAT([&] { connections_within(none, 1); },
              ThrowsMessage<std::runtime_error>(HasSubstr(
                  "106 open files are allowed here (ulimit -n), a hub needs 107 at least")));
}

}  // namespace
}  // namespace edge::sim
