#include "probe/attempt/lookup_watch.hpp"

#include <gmock/gmock.h>

#include "common/world/concurrency.hpp"
#include "probe/profiles/profiles.hpp"
#include "tests/support/test_world.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using Addresses = LookupWatch::Addresses;

IpAddress ip(const char* text) { return boost::asio::ip::make_address(text); }
const IpAddress kQueried = ip("203.0.113.10"), kOther = ip("203.0.113.99");

class LookUps : public testing::Test {
 protected:
  /// What the queries come to after `takes`.
  Awaitable<Result<Addresses>> queries(Result<Addresses> result, Duration takes) {
    co_await world.sleep_until(world.now() + takes);
    detail.source = "dns";
    if (result) detail.addresses = *result;
    else detail.error = {"EAI_AGAIN", "EAI_AGAIN"};
    co_return result;
  }

  Result<Addresses> resolve(Result<Addresses> by_queries, Duration takes = 10ms) {
    LookupWatch watch(world, options, *find_profile(profile), journal);
    std::optional<Result<Addresses>> result;
    const auto way = [&]() -> Awaitable<void> {
      result = co_await watch.resolve(queries(by_queries, takes), detail);
      took = journal.elapsed();
      co_await world.sleep_until(world.now() + 20s);  // the agent tries again, and more
      watch.no_more_attempts();
    };
    world.run([&]() -> Awaitable<int> {
      co_await both(way(), watch.watch());
      co_return 0;
    }());
    return *result;
  }

  const LookupDetail* recorded() const {
    return journal.evidence().empty() ? nullptr
                                      : detail_of<LookupDetail>(journal.evidence().front());
  }

  test::TestWorld world;
  Options options;
  std::string profile = "agent-2017";  // glibc
  Journal journal{world, nullptr};
  ResolveDetail detail{"hub.test", "", {}, {}, {}};
  Duration took{};
};

const auto kAgain = make_error_code(boost::asio::error::host_not_found_try_again);

TEST_F(LookUps, WithoutALibraryTheQueriesAreAll) {
  EXPECT_THAT(resolve(Addresses{kQueried}).value(), ElementsAre(kQueried));
  EXPECT_EQ(recorded(), nullptr);
}

TEST_F(LookUps, TheAgentsLibraryDecides) {
  world.library = {CLibrary::glibc, LibraryAnswer{"", {kOther}}, 4ms};
  EXPECT_THAT(resolve(Addresses{kQueried}).value(), ElementsAre(kOther));
  EXPECT_EQ(detail.source, "getaddrinfo");
  EXPECT_EQ(took, 10ms);
  ASSERT_NE(recorded(), nullptr);
  EXPECT_TRUE(recorded()->decides);
  EXPECT_THAT(recorded()->query_addresses, ElementsAre(kQueried));
}

TEST_F(LookUps, WhereBothAgreeTheSourceIsKept) {
  world.library = {CLibrary::glibc, LibraryAnswer{"", {kQueried}}, 30ms};
  EXPECT_THAT(resolve(Addresses{kQueried}).value(), ElementsAre(kQueried));
  EXPECT_EQ(detail.source, "dns");
  EXPECT_EQ(took, 30ms);
}

TEST_F(LookUps, SlowQueriesDoNotHoldUpTheAgent) {
  world.library = {CLibrary::glibc, LibraryAnswer{"", {kOther}}, 4ms};
  EXPECT_THAT(resolve(kAgain, 10s).value(), ElementsAre(kOther));
  EXPECT_EQ(took, 54ms);
}

TEST_F(LookUps, ItsErrorIsTheStagesToo) {
  world.library = {CLibrary::glibc, LibraryAnswer{"EAI_NONAME", {}}, 4ms};
  EXPECT_EQ(resolve(Addresses{kQueried}).error(), boost::asio::error::host_not_found);
  EXPECT_EQ(detail.error.symbol, "EAI_NONAME");
  EXPECT_TRUE(detail.addresses.empty());
}

TEST_F(LookUps, WhereItCannotBeAskedTheQueriesDecide) {
  const auto refused = make_error_code(boost::system::errc::resource_unavailable_try_again);
  world.library = {CLibrary::glibc, refused, 0ms};
  EXPECT_THAT(resolve(Addresses{kQueried}, 90ms).value(), ElementsAre(kQueried));
  EXPECT_EQ(took, 90ms);
  ASSERT_NE(recorded(), nullptr);
  EXPECT_FALSE(recorded()->decides);
  EXPECT_EQ(recorded()->error.symbol, "EAGAIN");
}

TEST_F(LookUps, AnotherServerThanTheMachinesIsNotTheLibrarysMatter) {
  world.library = {CLibrary::glibc, LibraryAnswer{"", {kOther}}, 4ms};
  options.dns = Endpoint{ip("192.0.2.53"), 53};
  EXPECT_THAT(resolve(Addresses{kQueried}).value(), ElementsAre(kQueried));
  EXPECT_EQ(world.asked_library, 0);
}

TEST_F(LookUps, AnotherLibraryIsAskedOnceAfterAFailure) {
  profile = "agent-1.6";  // musl
  world.library = {CLibrary::glibc, LibraryAnswer{"", {kOther}}, 4ms};
  EXPECT_THAT(resolve(Addresses{kQueried}).value(), ElementsAre(kQueried));
  EXPECT_EQ(world.asked_library, 0);
  EXPECT_EQ(resolve(kAgain).error(), kAgain);
  EXPECT_EQ(world.asked_library, 1);
  ASSERT_NE(recorded(), nullptr);
  EXPECT_FALSE(recorded()->decides);
  EXPECT_THAT(recorded()->addresses, ElementsAre(kOther));
  EXPECT_EQ(recorded()->query_error.symbol, "EAI_AGAIN");
}

TEST_F(LookUps, ARunDoesNotWaitForAnotherLibrary) {
  profile = "agent-1.6";
  world.library = {CLibrary::glibc, LibraryAnswer{"", {kOther}}, 60s};
  EXPECT_EQ(resolve(kAgain).error(), kAgain);
  EXPECT_EQ(recorded(), nullptr);
  EXPECT_EQ(world.now(), Instant{20s + 10ms});
}

}  // namespace
}  // namespace edge::probe
