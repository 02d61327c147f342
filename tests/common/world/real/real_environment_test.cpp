// Environment and command line as the mains use them.
#include "common/world/real/environment.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

namespace edge {
namespace {

TEST(RealEnvironmentTest, VariablesMayHoldEqualsSigns) {
  ::setenv("EDGE_TEST_VARIABLE", "HostName=a;Key=b==", 1);
  EXPECT_EQ(environment_variables().at("EDGE_TEST_VARIABLE"), "HostName=a;Key=b==");
  ::unsetenv("EDGE_TEST_VARIABLE");
  EXPECT_EQ(environment_variables().count("EDGE_TEST_VARIABLE"), 0u);
}

TEST(RealEnvironmentTest, AWipedArgumentKeepsNoByte) {
  char argument[] = "SharedAccessKey=abc";
  wipe_argument(argument);
  EXPECT_EQ(std::string(argument, sizeof(argument)), std::string(sizeof(argument), '\0'));
}

TEST(RealEnvironmentTest, AFileIsNoTerminal) {
  const int file = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  EXPECT_EQ(terminal_columns(file), std::nullopt);
  ::close(file);
  EXPECT_EQ(terminal_columns(-1), std::nullopt);
}

}  // namespace
}  // namespace edge
