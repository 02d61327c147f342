#include "common/world/real/append_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "common/world/real/environment.hpp"
#include "common/world/real/lock_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace edge {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

struct AppendFileTest : testing::Test {
  test::TemporaryFolder folder;
  std::string path = folder.path() / "log";
};

TEST_F(AppendFileTest, IsPrivateAndGrowsFromWhereItWas) {
  {
    AppendFile file(path);
    file.append("one\n");
    EXPECT_EQ(file.size(), 4u);
  }
  AppendFile file(path);
  EXPECT_EQ(file.size(), 4u);
  file.append("two\n");
  EXPECT_EQ(read_file(path, 100), "one\ntwo\n");
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(path).permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(AppendFileTest, ALockIsForOneProgramAtATime) {
  {
    const LockFile first(path);
    EXPECT_THAT([&] { LockFile second(path); },
                ThrowsMessage<std::runtime_error>(HasSubstr("another program holds it")));
  }
  const LockFile later(path);
  EXPECT_THAT([&] { LockFile file(folder.path() / "no" / "lock"); },
              ThrowsMessage<std::runtime_error>(HasSubstr("no/lock")));
}

TEST_F(AppendFileTest, NamesWhatItCannotWrite) {
  EXPECT_THAT([&] { AppendFile file(folder.path() / "no" / "log"); },
              ThrowsMessage<std::runtime_error>(HasSubstr("no/log")));
  EXPECT_THAT([] { AppendFile file("/dev/null"); },
              ThrowsMessage<std::runtime_error>(HasSubstr("no regular file")));
}

}  // namespace
}  // namespace edge
