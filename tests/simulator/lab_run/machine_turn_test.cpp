#include "simulator/lab_run/machine_turn.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "tests/support/temporary_folder.hpp"

namespace edge::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MachineTurnTest : public ::testing::Test {
 protected:
  MachineTurnTest() { ::chmod(folders_.front().c_str(), 01777); }

  std::unique_ptr<MachineTurn> take() {
    return std::make_unique<MachineTurn>(
        folders_, [this](const std::string& sentence) { told_.push_back(sentence); });
  }
  std::string lock() const { return folders_.front() + "/edgesim-lab.lock"; }

  test::TemporaryFolder folder_;
  std::vector<std::string> folders_{folder_.path().string()}, told_;
};

TEST_F(MachineTurnTest, TheFirstIsToldNothingAndLeavesALockThatEveryUserCanOpen) {
  const auto before = ::umask(0077);
  take();
  ::umask(before);
  struct stat made {};
  ASSERT_EQ(::stat(lock().c_str(), &made), 0);
  EXPECT_EQ(made.st_mode & 0777u, 0644u);
  take();
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(MachineTurnTest, ASecondWaitsUntilTheFirstHasEnded) {
  int begin[2], ends[2];
  ASSERT_EQ(::pipe(begin), 0);
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t second = ::fork();  // before the first has its turn, which a child shares
  char told[256] = {};
  if (second == 0) {
    (void)!::read(begin[0], told, 1);
    MachineTurn waits(folders_, [&](const std::string& sentence) {
      (void)!::write(ends[1], sentence.data(), sentence.size());
    });
    ::_exit(0);
  }
  auto first = take();
  ASSERT_EQ(::write(begin[1], "b", 1), 1);
  ASSERT_GT(::read(ends[0], told, sizeof told - 1), 0);
  EXPECT_THAT(told, HasSubstr("waiting for another run"));
  EXPECT_EQ(::waitpid(second, nullptr, WNOHANG), 0);
  first.reset();
  int status = -1;
  ::waitpid(second, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST_F(MachineTurnTest, WhereNoFolderIsForEveryoneItSaysSoAndGoesOn) {
  ::chmod(folders_.front().c_str(), 0777);  // others could take the lock away
  const auto first = take(), second = take();
  EXPECT_THAT(told_, ElementsAre(HasSubstr("no folder"), HasSubstr("no folder")));
}

TEST_F(MachineTurnTest, NoLinkIsFollowedAndNothingButAFileIsALock) {
  std::filesystem::create_symlink(folder_.path() / "elsewhere", lock());
  take();
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "elsewhere"));
  std::filesystem::remove(lock());
  ASSERT_EQ(::mkfifo(lock().c_str(), 0644), 0);
  take();
  EXPECT_THAT(told_, ElementsAre(HasSubstr("no folder"), HasSubstr("no folder")));
}

}  // namespace
}  // namespace edge::sim
