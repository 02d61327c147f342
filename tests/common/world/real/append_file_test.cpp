#include "common/world/real/append_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "common/world/real/lock_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace edge {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

struct AppendFileTest : testing::Test {
  test::TemporaryFolder place;
  OwnFolder folder{place.path()};
};

TEST_F(AppendFileTest, IsPrivateAndGrowsFromWhereItWas) {
  {
    AppendFile file(folder, "log");
    file.append("one\n");
    EXPECT_EQ(file.size(), 4u);
  }
  AppendFile file(folder, "log");
  EXPECT_EQ(file.size(), 4u);
  file.append("two\n");
  EXPECT_EQ(folder.read("log", 100), "one\ntwo\n");
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(place.path() / "log").permissions(),
            perms::owner_read | perms::owner_write);
}

TEST_F(AppendFileTest, ALockIsForOneProgramAtATime) {
  {
    const LockFile first(folder, "lock");
    EXPECT_THAT([&] { LockFile second(folder, "lock"); },
                ThrowsMessage<std::runtime_error>(HasSubstr("another program holds it")));
  }
  const LockFile later(folder, "lock");
  std::filesystem::create_directory(place.path() / "folder");
  EXPECT_THAT([&] { LockFile file(folder, "folder"); },
              ThrowsMessage<std::runtime_error>(HasSubstr("Is a directory")));
}

TEST_F(AppendFileTest, NamesWhatItCannotWrite) {
  std::filesystem::create_symlink("/dev/null", place.path() / "log");
  EXPECT_THAT([&] { AppendFile file(folder, "log"); },
              ThrowsMessage<std::runtime_error>(HasSubstr("log: it is a link")));
}

}  // namespace
}  // namespace edge
