// getaddrinfo() in child processes: one for many names where nothing went wrong, else a fresh one.
#include <gmock/gmock.h>
#include <signal.h>

#include <fstream>
#include <vector>

#include "common/world/concurrency.hpp"
#include "common/world/real/own_library.hpp"
#include "common/world/real/real_world.hpp"
#include "tests/support/run.hpp"

namespace edge {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

std::vector<pid_t> children() {
  std::ifstream file("/proc/thread-self/children");
  std::vector<pid_t> found;
  for (pid_t child = 0; file >> child;) found.push_back(child);
  return found;
}

/// No server is asked: a label has 63 bytes at most, so that no query can be made of it.
const std::string kNoName(80, 'x');
constexpr const char* kHere = "127.0.0.1";  // getaddrinfo() gives it back

// However long this machine takes: nothing here is measured.
constexpr Duration kNever = std::chrono::hours{24}, kAtAnyTime = kNever;

class OwnLibraryTest : public testing::Test {
 protected:
  LibraryAnswer ask(const std::string& name) {
    const auto answer = test::run(context_, library_->ask(name));
    EXPECT_TRUE(answer.has_value());
    return answer.has_value() ? *answer : LibraryAnswer{};
  }

  void start_anew(const LookupTimes& times) {
    library_ = std::make_unique<OwnLibrary>(context_.get_executor(), nullptr, times);
  }

  boost::asio::io_context context_{1};
  std::unique_ptr<OwnLibrary> library_ = std::make_unique<OwnLibrary>(
      context_.get_executor(), nullptr, LookupTimes{.at_once = kAtAnyTime, .unasked = kNever});
};

TEST_F(OwnLibraryTest, AsksOneChildForManyNames) {
  EXPECT_THAT(ask(kHere).addresses, testing::ElementsAre(boost::asio::ip::make_address(kHere)));
  const auto first = children();
  EXPECT_THAT(first, SizeIs(1));
  for (int i = 0; i < 20; ++i) EXPECT_THAT(ask(kHere).addresses, SizeIs(1));
  EXPECT_EQ(children(), first);
}

TEST_F(OwnLibraryTest, NamesAtTheSameTimeHaveAChildEach) {
  const auto two = [&]() -> Awaitable<bool> {
    const auto one = [&]() -> Awaitable<void> { co_await library_->ask(kHere); };
    co_await both(one(), one());
    co_return true;
  };
  EXPECT_TRUE(test::run(context_, two()));
  EXPECT_THAT(children(), SizeIs(2));
}

TEST_F(OwnLibraryTest, AChildThatFoundNothingIsNotAskedAgain) {
  const LibraryAnswer answer = ask(kNoName);
  EXPECT_NE(answer.error, "");
  EXPECT_THAT(answer.addresses, IsEmpty());
  EXPECT_THAT(children(), IsEmpty());
  EXPECT_EQ(ask(kHere).error, "");
}

TEST_F(OwnLibraryTest, AChildThatFoundItsNameLateIsNotAskedAgain) {
  start_anew({.at_once = Duration{}, .unasked = kNever});
  EXPECT_EQ(ask(kHere).error, "");
  EXPECT_THAT(children(), IsEmpty());
}

TEST_F(OwnLibraryTest, AChildThatWasKilledMeanwhileIsMissedByNobody) {
  ask(kHere);
  const auto first = children();
  ASSERT_THAT(first, SizeIs(1));
  ::kill(first.front(), SIGKILL);
  EXPECT_THAT(ask(kHere).addresses, SizeIs(1));
  EXPECT_NE(children(), first);
}

TEST_F(OwnLibraryTest, ChildrenThatNobodyAsksEnd) {
  start_anew({.at_once = kAtAnyTime, .unasked = Duration{}});
  ask(kHere);
  context_.restart();
  context_.run();  // until nothing is waited for any more
  EXPECT_THAT(children(), IsEmpty());
}

TEST_F(OwnLibraryTest, TheyEndWithTheWorld) {
  auto world = make_real_world(context_);
  EXPECT_TRUE(test::run(context_, world->ask_own_library(kHere)).has_value());
  world.reset();
  EXPECT_THAT(children(), IsEmpty());
}

TEST_F(OwnLibraryTest, WhatIsNoNameIsAskedOfNobody) {
  for (const std::string& name : {std::string(), std::string(2000, 'x')}) {
    EXPECT_FALSE(test::run(context_, library_->ask(name)).has_value());
  }
  EXPECT_THAT(children(), IsEmpty());
}

}  // namespace
}  // namespace edge
