// Files, environment and command line as the mains use them.
#include "common/world/real/environment.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>

namespace edge {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class RealEnvironmentTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "edge-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const char* name) const { return folder_ / name; }

  static std::string failure(const std::function<void()>& action) {
    try {
      action();
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "no failure";
  }

  fs::path folder_;
};

TEST_F(RealEnvironmentTest, ReadsAWholeFileUpToTheLimit) {
  std::ofstream(path("file")) << std::string(10000, 'x');
  EXPECT_EQ(read_file(path("file"), 10000), std::string(10000, 'x'));
  EXPECT_THAT(failure([&] { read_file(path("file"), 9999); }),
              HasSubstr(path("file") + ": it has more than 9999 bytes"));
  EXPECT_THAT(failure([&] { read_file("/dev/zero", 100); }), HasSubstr("more than 100 bytes"));
}

TEST_F(RealEnvironmentTest, NamesThePathThatCannotBeRead) {
  EXPECT_EQ(failure([&] { read_file(path("none"), 10); }),
            "cannot read " + path("none") + ": No such file or directory");
  EXPECT_EQ(failure([&] { read_file(folder_, 10); }),
            "cannot read " + folder_.string() + ": Is a directory");
  EXPECT_EQ(read_file_if_present(path("none"), 10), "");
  EXPECT_NE(failure([&] { read_file_if_present(folder_, 10); }), "no failure");
}

TEST_F(RealEnvironmentTest, APrivateFileIsItsOwnersOnly) {
  write_private_file(path("key"), "secret");
  EXPECT_EQ(read_file(path("key"), 100), "secret");
  struct stat status {};
  ASSERT_EQ(::stat(path("key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
}

TEST_F(RealEnvironmentTest, APrivateFileReplacesAnOpenOneWhole) {
  std::ofstream(path("key")) << "a longer text, readable by all";
  write_private_file(path("key"), "new");
  EXPECT_EQ(read_file(path("key"), 100), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1) << "temporary files are left";
}

TEST_F(RealEnvironmentTest, AFailedWriteLeavesNothing) {
  fs::create_directory(path("taken"));
  EXPECT_THAT(failure([&] { write_private_file(path("taken"), "text"); }),
              HasSubstr("cannot write " + path("taken")));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
  EXPECT_THAT(failure([&] { write_private_file(path("no/folder"), "text"); }),
              HasSubstr("No such file or directory"));
}

TEST_F(RealEnvironmentTest, VariablesMayHoldEqualsSigns) {
  ::setenv("EDGE_TEST_VARIABLE", "HostName=a;Key=b==", 1);
  EXPECT_EQ(environment_variables().at("EDGE_TEST_VARIABLE"), "HostName=a;Key=b==");
  ::unsetenv("EDGE_TEST_VARIABLE");
  EXPECT_EQ(environment_variables().count("EDGE_TEST_VARIABLE"), 0u);
}

TEST_F(RealEnvironmentTest, AWipedArgumentKeepsNoByte) {
  char argument[] = "SharedAccessKey=abc";
  wipe_argument(argument);
  EXPECT_EQ(std::string(argument, sizeof(argument)), std::string(sizeof(argument), '\0'));
}

TEST_F(RealEnvironmentTest, AFileIsNoTerminal) {
  const int file = ::open(path("file").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  EXPECT_EQ(terminal_columns(file), std::nullopt);
  ::close(file);
  EXPECT_EQ(terminal_columns(-1), std::nullopt);
}

}  // namespace
}  // namespace edge
