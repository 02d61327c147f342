// The folder of a watch's last reports.
#include "probe/watch/spool.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "common/files/file_error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct SpoolTest : testing::Test {
  edge::test::TemporaryFolder folder;
  std::string path = folder.path() / "a" / "spool";
};

TEST_F(SpoolTest, TheOldestGoFirst) {
  Spool spool(path, {.reports = 3, .bytes = 100});
  for (const char* text : {"1", "2", "3", "4"}) spool.add(text, true);
  EXPECT_THAT(spool.waiting(), ElementsAre(2, 3, 4));
  EXPECT_EQ(spool.dropped(), 1);
  EXPECT_EQ(spool.read(2), "2");
  EXPECT_EQ(spool.read(1), std::nullopt);
}

TEST_F(SpoolTest, BytesAreBoundedToo) {
  Spool spool(path, {.reports = 10, .bytes = 100});
  spool.add(std::string(60, 'x'), true);
  spool.add(std::string(60, 'y'), false);
  EXPECT_THAT(spool.waiting(), IsEmpty());
  EXPECT_EQ(spool.newest(), 2u);
  EXPECT_THROW(spool.add(std::string(101, 'z'), true), FileError);
  EXPECT_EQ(spool.newest(), 2u);
}

TEST_F(SpoolTest, OutlivesTheProgram) {
  {
    Spool spool(path, {});
    for (const char* text : {"1", "2", "3"}) spool.add(text, true);
    spool.done(1);
  }
  std::ofstream(path + "/note.txt") << "somebody's";
  std::ofstream(path + "/x.waiting.json") << "somebody's";
  Spool again(path, {});
  EXPECT_THAT(again.waiting(), ElementsAre(2, 3));
  EXPECT_EQ(again.read(1), "1");
  EXPECT_EQ(again.add("4", true), 4u);
  EXPECT_TRUE(std::filesystem::exists(path + "/note.txt"));
}

TEST_F(SpoolTest, ASmallerLimitHoldsForWhatIsThere) {
  { Spool spool(path, {}); spool.add("1", true); spool.add("2", true); }
  EXPECT_THAT(Spool(path, {.reports = 1, .bytes = 9}).waiting(), ElementsAre(2));
}

TEST_F(SpoolTest, IsOfOneWatchAtATime) {
  const Spool first(path, {});
  EXPECT_THROW(Spool(path, {}), FileError);
}

}  // namespace
}  // namespace edge::probe::test
