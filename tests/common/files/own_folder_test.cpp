// What a program keeps in a folder of its own: nobody else's file is taken for one of these.
#include "common/files/own_folder.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "common/files/file_error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace edge {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr uid_t kNobody = 65534;

class OwnFolderTest : public testing::Test {
 protected:
  std::string path(const char* name) const { return place_.path() / name; }
  auto refused(const char* name, const char* why) {
    return ThrowsMessage<FileError>(HasSubstr(path(name) + ": " + why));
  }

  test::TemporaryFolder place_;
  OwnFolder folder_{place_.path()};
};

TEST_F(OwnFolderTest, AFileIsItsOwnersOnlyAndReplacedWhole) {
  std::ofstream(path("key")) << "a longer text, readable by all";
  folder_.write("key", "new");
  EXPECT_EQ(folder_.read("key", 3), "new");
  EXPECT_EQ(fs::status(path("key")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_THAT(folder_.names(), ElementsAre("key")) << "temporary files are left";
}

TEST_F(OwnFolderTest, AFailedWriteLeavesNothing) {
  fs::create_directory(path("taken"));
  EXPECT_THAT([&] { folder_.write("taken", "text"); }, refused("taken", "Is a directory"));
  EXPECT_THAT(folder_.names(), ElementsAre("taken"));
}

TEST_F(OwnFolderTest, AFileIsReadUpToALimitOrFromItsEnd) {
  std::ofstream(path("log")) << "0123456789";
  EXPECT_EQ(folder_.read("log", 10), "0123456789");
  EXPECT_THAT([&] { folder_.read("log", 9); }, refused("log", "it has more than 9 bytes"));
  EXPECT_EQ(folder_.read_end("log", 4), "6789");
  EXPECT_EQ(folder_.read_end("log", 40), "0123456789");
  fs::resize_file(path("log"), std::uintmax_t{40} << 30);  // no more than a hole on the disk
  EXPECT_THAT([&] { folder_.read("log", 1 << 20); }, refused("log", "it has more than"));
  EXPECT_EQ(folder_.read_end("log", 4), std::string(4, '\0'));
}

TEST_F(OwnFolderTest, WhatIsMissingIsNothing) {
  EXPECT_FALSE(folder_.has("none"));
  EXPECT_EQ(folder_.read_if_present("none", 10), std::nullopt);
  EXPECT_EQ(folder_.folder_if_present("none"), std::nullopt);
  EXPECT_FALSE(folder_.remove("none"));
  folder_.remove_folder("none");
  EXPECT_THAT([&] { folder_.read("none", 10); }, refused("none", "No such file"));
}

TEST_F(OwnFolderTest, NoLinkIsFollowed) {
  std::ofstream(path("precious")) << "precious";
  fs::create_symlink("precious", path("link"));
  fs::create_directory(path("elsewhere"));
  fs::create_directory_symlink("elsewhere", path("folder-link"));
  const char* words = "it is a link";
  EXPECT_THAT([&] { folder_.read("link", 10); }, refused("link", words));
  EXPECT_THAT([&] { folder_.open("link", O_WRONLY | O_CREAT); }, refused("link", words));
  EXPECT_THAT([&] { folder_.folder("folder-link"); }, refused("folder-link", words));
  EXPECT_TRUE(folder_.has("link"));
  folder_.write("link", "new");  // replaces the link itself
  EXPECT_EQ(folder_.read("precious", 10), "precious");
}

TEST_F(OwnFolderTest, APipeOrDeviceIsRefusedAtOnce) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_THAT([&] { folder_.read("pipe", 10); }, refused("pipe", "it is no regular file"));
  EXPECT_THAT([&] { folder_.open("pipe", O_WRONLY); }, refused("pipe", "it is no regular file"));
  fs::create_directory(path("inner"));
  EXPECT_THAT([&] { folder_.read("inner", 10); }, refused("inner", "Is a directory"));
}

TEST_F(OwnFolderTest, WhatBelongsToAnotherUserIsRefused) {
  std::ofstream(path("his")) << "his";
  fs::create_directory(path("his-folder"));
  if (::chown(path("his").c_str(), kNobody, kNobody) != 0) {
    EXPECT_NE(::geteuid(), 0u);
    EXPECT_THAT([] { OwnFolder("/"); }, ThrowsMessage<FileError>(HasSubstr("to user 0")));
    return;
  }
  ASSERT_EQ(::chown(path("his-folder").c_str(), kNobody, kNobody), 0);
  EXPECT_THAT([&] { folder_.read("his", 10); }, refused("his", "it belongs to user 65534"));
  EXPECT_THAT([&] { folder_.folder("his-folder"); },
              refused("his-folder", "it belongs to user 65534"));
  EXPECT_THAT([&] { OwnFolder(path("his-folder")); },
              refused("his-folder", "it belongs to user 65534"));
}

TEST_F(OwnFolderTest, RightsOfOthersAreTakenAwayButNotThroughALink) {
  std::ofstream(path("key")) << "key";
  fs::permissions(path("key"), fs::perms::others_read, fs::perm_options::add);
  fs::create_symlink("key", path("link"));
  EXPECT_FALSE(folder_.make_private("link"));
  EXPECT_TRUE(folder_.make_private("key"));
  EXPECT_FALSE(folder_.make_private("key"));
  EXPECT_FALSE(folder_.make_private());
  fs::permissions(place_.path(), fs::perms::group_read, fs::perm_options::add);
  EXPECT_TRUE(folder_.make_private());
  EXPECT_EQ(fs::status(place_.path()).permissions(), fs::perms::owner_all);
}

TEST_F(OwnFolderTest, WhatACrashLeftIsTakenAwayAndNothingElse) {
  for (const char* name : {".key.tmp", "key.backup", "key.tmp", ".hidden"}) {
    std::ofstream(path(name)) << "key";
  }
  folder_.write("key", "new");
  EXPECT_FALSE(folder_.has(".key.tmp")) << "a write begins anew";
  std::ofstream(path(".other.tmp")) << "key";
  folder_.remove_unfinished();
  EXPECT_THAT(folder_.names(),
              testing::UnorderedElementsAre("key", "key.backup", "key.tmp", ".hidden"));
}

TEST_F(OwnFolderTest, AFolderIsTheOneThatWasOpened) {
  const auto inner = folder_.folder("inner");
  fs::rename(path("inner"), path("moved"));
  fs::create_directory(path("inner"));
  inner.write("file", "text");
  EXPECT_TRUE(fs::exists(path("moved/file")));
  folder_.remove_folder("moved");
  EXPECT_THAT(folder_.names(), ElementsAre("inner"));
}

}  // namespace
}  // namespace edge
