// Files that users name: links are followed, pipes are read, and neither size nor time is without a
// bound. What is written replaces nothing that is read.
#include "common/files/named_file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "common/base/usage_error.hpp"
#include "common/files/descriptor.hpp"
#include "common/files/file_error.hpp"
#include "common/files/output_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace edge {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::chrono::milliseconds kShort{50};

class NamedFileTest : public testing::Test {
 protected:
  std::string path(const char* name) const { return place_.path() / name; }
  std::string make_pipe() const {
    EXPECT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    return path("pipe");
  }

  test::TemporaryFolder place_;
};

TEST_F(NamedFileTest, AFileIsReadUpToTheLimit) {
  std::ofstream(path("file")) << std::string(10000, 'x');
  EXPECT_EQ(read_named_file(path("file"), {10000}), std::string(10000, 'x'));
  EXPECT_THAT([&] { read_named_file(path("file"), {9999}); },
              ThrowsMessage<FileError>(HasSubstr(path("file") + ": it has more than 9999 bytes")));
  EXPECT_THAT([] { read_named_file("/dev/zero", {100}); },
              ThrowsMessage<FileError>(HasSubstr("more than 100 bytes")));
  EXPECT_EQ(read_named_file("/dev/zero", {.bytes = 3, .cut = true}), std::string(3, '\0'));
}

TEST_F(NamedFileTest, TheFileThatCannotBeReadIsNamed) {
  EXPECT_THAT([&] { read_named_file(path("none"), {10}); },
              ThrowsMessage<FileError>("cannot read " + path("none") +
                                       ": No such file or directory"));
  EXPECT_THAT([&] { read_named_file(place_.path(), {10}); },
              ThrowsMessage<FileError>(HasSubstr("Is a directory")));
  EXPECT_EQ(read_file_if_present(path("none"), {10}), "");
  EXPECT_THROW(read_file_if_present(place_.path(), {10}), FileError);
}

TEST_F(NamedFileTest, LinksAreFollowed) {
  std::ofstream(path("file")) << "text";
  fs::create_symlink("file", path("link"));
  EXPECT_EQ(read_named_file(path("link"), {10}), "text");
}

TEST_F(NamedFileTest, APipeThatNobodyOpensIsGivenUp) {
  const auto pipe = make_pipe();
  EXPECT_THAT([&] { read_named_file(pipe, {10, kShort}); },
              ThrowsMessage<FileError>(HasSubstr("nothing came within 0.05 s")));
}

TEST_F(NamedFileTest, APipeIsReadWhoeverOpensItFirst) {
  const auto pipe = make_pipe();
  const auto write = [&](const char* text) {
    return std::async(std::launch::async, [=] { std::ofstream(pipe) << text; });
  };
  for (const char* text : {"text", ""}) {
    const auto writing = write(text);
    EXPECT_EQ(read_named_file(pipe, {10}), text);
  }
}

TEST_F(NamedFileTest, AWriterThatNeverEndsIsGivenUp) {
  const auto pipe = make_pipe();
  const Descriptor writer(::open(pipe.c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_EQ(::write(writer.get(), "ab", 2), 2);
  EXPECT_THAT([&] { read_named_file(pipe, {10, kShort}); },
              ThrowsMessage<FileError>(HasSubstr("no end came within 0.05 s")));
}

/// `<(...)` of a shell, whose program has ended already.
TEST_F(NamedFileTest, APipeWithoutANameEndsWhereItsWriterHasGone) {
  for (const std::string text : {"text", ""}) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const Descriptor reader(ends[0]);
    {
      const Descriptor writer(ends[1]);
      write_all(writer.get(), text, "pipe");
    }
    EXPECT_EQ(read_named_file("/dev/fd/" + std::to_string(reader.get()), {10}), text);
  }
}

TEST_F(NamedFileTest, AnOutputReplacesNoInput) {
  std::ofstream(path("scenario.yaml")) << "text";
  fs::create_symlink("scenario.yaml", path("link"));
  fs::create_hard_link(path("scenario.yaml"), path("same"));
  const std::vector<std::string> inputs{path("scenario.yaml")};
  for (const auto* name : {"scenario.yaml", "link", "same", "none/../scenario.yaml"}) {
    EXPECT_THAT([&] { refuse_to_replace({"--junit", path(name)}, inputs); },
                ThrowsMessage<UsageError>(testing::AllOf(
                    HasSubstr("--junit " + path(name)), HasSubstr("would replace"))));
  }
  refuse_to_replace({"--junit", path("results.xml")}, inputs);
}

TEST_F(NamedFileTest, AnOutputFollowsNobodyElsesLink) {
  std::ofstream(path("precious")) << "precious";
  fs::create_symlink("precious", path("link"));
  write_file(path("link"), "new");
  EXPECT_EQ(read_named_file(path("precious"), {10}), "new");
  EXPECT_TRUE(fs::is_symlink(path("link")));
  if (::lchown(path("link").c_str(), 65534, 65534) != 0) {
    EXPECT_NE(::geteuid(), 0u);
    return;
  }
  const auto refused = ThrowsMessage<FileError>(HasSubstr("it is a link of user 65534"));
  EXPECT_THAT([&] { write_file(path("link"), "newer"); }, refused);
  EXPECT_THAT([&] { check_writable(path("link")); }, refused);
  EXPECT_EQ(read_named_file(path("precious"), {10}), "new");
}

}  // namespace
}  // namespace edge
