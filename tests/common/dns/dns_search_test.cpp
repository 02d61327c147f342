// Which names are asked for, and what the answers mean: glibc's resolv/res_query.c as transcripts.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/dns/search.hpp"
#include "tests/support/scripted_dns_world.hpp"

namespace edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Endpoint kServer{boost::asio::ip::make_address("192.0.2.1"), 53};

class DnsSearch : public testing::Test {
 protected:
  SearchResult search(const std::string& name) {
    return world.run(search_dns(world, name, config, world.now(), exchanges));
  }
  /// The names asked for, each once.
  std::vector<std::string> asked() const {
    std::vector<std::string> names;
    for (const auto& exchange : exchanges) {
      if (names.empty() || names.back() != exchange.name) names.push_back(exchange.name);
    }
    return names;
  }
  /// Serves one name; answers every other with `otherwise`.
  void serve(const std::string& name, Rcode otherwise = Rcode::name_error) {
    world.servers[kServer] = [name, otherwise](const test::Asked& asked) {
      if (asked.message.question->name != name) return std::vector{test::refuse(asked, otherwise)};
      return std::vector{test::answer(asked, {"198.51.100.10"})};
    };
  }
  std::int64_t seconds() const {
    return std::chrono::floor<std::chrono::seconds>(world.now() - Instant{}).count();
  }

  test::ScriptedDnsWorld world;
  ResolverConfig config{.servers = {kServer}, .search = {"a.test", "b.test"}};
  std::vector<DnsExchange> exchanges;
};

TEST_F(DnsSearch, NameWithADotIsAskedForAsItIsFirst) {
  serve("hub.net");
  EXPECT_EQ(search("hub.net").error, HostError::none);
  EXPECT_THAT(asked(), ElementsAre("hub.net"));
}

TEST_F(DnsSearch, UnknownNameGoesThroughTheSearchList) {
  serve("");
  EXPECT_EQ(search("hub.net").error, HostError::host_not_found);
  EXPECT_THAT(asked(), ElementsAre("hub.net", "hub.net.a.test", "hub.net.b.test"));
}

TEST_F(DnsSearch, ShortNameIsTriedInTheDomainsFirst) {
  serve("hub.b.test");
  EXPECT_EQ(search("hub").addresses.size(), 1u);
  EXPECT_THAT(asked(), ElementsAre("hub.a.test", "hub.b.test"));
}

TEST_F(DnsSearch, ShortNameAsItIsInTheEnd) {
  serve("");
  EXPECT_EQ(search("hub").error, HostError::host_not_found);
  EXPECT_THAT(asked(), ElementsAre("hub.a.test", "hub.b.test", "hub"));
}

TEST_F(DnsSearch, ThousandsOfAddressesAreNotAllTried) {
  std::vector<std::string> many;
  for (int i = 0; i < 1000; ++i) many.push_back(fmt::format("198.51.{}.{}", i / 250, i % 250));
  world.servers[kServer] = [many](const test::Asked& asked) {
    return std::vector{test::answer(asked, many)};
  };
  EXPECT_EQ(search("hub.net").addresses.size(), 128u);
}

TEST_F(DnsSearch, MoreDotsWanted) {
  config.ndots = 2;
  serve("hub.net");
  EXPECT_EQ(search("hub.net").error, HostError::none);
  EXPECT_THAT(asked(), ElementsAre("hub.net.a.test", "hub.net.b.test", "hub.net"));
}

TEST_F(DnsSearch, NoDotsWantedAsInContainers) {
  config.ndots = 0;
  serve("hub");
  EXPECT_EQ(search("hub").error, HostError::none);
  EXPECT_THAT(asked(), ElementsAre("hub"));
}

TEST_F(DnsSearch, TrailingDotSkipsTheList) {
  serve("");
  EXPECT_EQ(search("hub.").error, HostError::host_not_found);
  EXPECT_THAT(asked(), ElementsAre("hub"));
}

TEST_F(DnsSearch, RootOnTheListIsTheNameItself) {
  config.search = {".", "a.test"};
  serve("");
  search("hub");
  EXPECT_THAT(asked(), ElementsAre("hub", "hub.a.test"));
}

TEST_F(DnsSearch, SilenceEndsTheListButOnlyAfterOneDomain) {
  EXPECT_EQ(search("hub.net").error, HostError::try_again);
  EXPECT_THAT(asked(), ElementsAre("hub.net", "hub.net.a.test"));
  EXPECT_EQ(seconds(), 20);  // 10 s each: a search domain doubles what a dead server costs
}

TEST_F(DnsSearch, ServerFailureTriesTheWholeList) {
  serve("", Rcode::server_failure);
  EXPECT_EQ(search("hub.net").error, HostError::try_again);
  EXPECT_THAT(asked(), ElementsAre("hub.net", "hub.net.a.test", "hub.net.b.test"));
  EXPECT_EQ(seconds(), 0);
}

TEST_F(DnsSearch, RefusedEndsTheList) {
  serve("", Rcode::refused);
  EXPECT_EQ(search("hub.net").error, HostError::try_again);
  EXPECT_THAT(asked(), ElementsAre("hub.net", "hub.net.a.test"));
}

TEST_F(DnsSearch, NoServerAtAllEndsTheList) {
  world.servers[kServer] = test::port_closed();
  EXPECT_EQ(search("hub").error, HostError::try_again);
  EXPECT_THAT(asked(), ElementsAre("hub.a.test"));
}

TEST_F(DnsSearch, FirstFullQuerysErrorCounts) {
  world.servers[kServer] = [](const test::Asked& asked) {
    const bool as_is = asked.message.question->name == "hub.net";
    return std::vector{test::refuse(asked, as_is ? Rcode::server_failure : Rcode::name_error)};
  };
  EXPECT_EQ(search("hub.net").error, HostError::try_again);
}

TEST_F(DnsSearch, NameWithoutAddressesOutweighsUnknownOnes) {
  world.servers[kServer] = [](const test::Asked& asked) {
    if (asked.message.question->name == "hub.a.test") return std::vector{test::answer(asked, {})};
    return std::vector{test::refuse(asked, Rcode::name_error)};
  };
  EXPECT_EQ(search("hub").error, HostError::no_data);
  EXPECT_THAT(asked(), ElementsAre("hub.a.test", "hub.b.test", "hub"));
}

TEST_F(DnsSearch, OneFamilyUnknownAndOneWithAddresses) {
  config.search.clear();
  world.servers[kServer] = [](const test::Asked& asked) {
    if (asked.message.question->type == kTypeAaaa) {
      return std::vector{test::refuse(asked, Rcode::name_error)};
    }
    return std::vector{test::answer(asked, {"198.51.100.10"})};
  };
  EXPECT_EQ(search("hub.net").addresses.size(), 1u);
}

TEST_F(DnsSearch, AnswerThatCannotBeReadIsNoRecovery) {
  config.search.clear();
  world.servers[kServer] = [](const test::Asked& asked) {
    auto reply = test::answer(asked, {"198.51.100.10", "2001:db8::10"});
    reply.data.resize(reply.data.size() - 3);
    return std::vector{reply};
  };
  const auto result = search("hub.net");
  EXPECT_EQ(result.error, HostError::no_recovery);
  EXPECT_THAT(result.addresses, IsEmpty());
}

TEST_F(DnsSearch, DomainThatMakesNoHostNameEndsTheList) {
  config.search = {"a..b", "b.test"};
  serve("hub.b.test");
  EXPECT_EQ(search("hub").error, HostError::host_not_found);
  EXPECT_THAT(asked(), ElementsAre("hub"));
}

}  // namespace
}  // namespace edge
