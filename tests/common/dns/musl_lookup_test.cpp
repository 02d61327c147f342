// Hosts file, search list and the meaning of answers: musl's src/network/lookup_name.c.
#include "common/dns/musl_lookup.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/dns/resolv_conf.hpp"
#include "tests/support/scripted_dns_world.hpp"

namespace edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class MuslLookup : public testing::Test {
 protected:
  /// The addresses, or the error's name.
  std::vector<std::string> look_up(const std::string& name) {
    detail = {};
    const auto found =
        world.run(musl::lookup_host(world, name, config, world.now(), detail, release));
    if (!found) return {detail.error.symbol};
    std::vector<std::string> shown;
    for (const auto& address : *found) shown.push_back(address.to_string());
    return shown;
  }
  /// The names asked for, each once.
  std::vector<std::string> asked() const {
    std::vector<std::string> names;
    for (const auto& exchange : detail.exchanges) {
      if (names.empty() || names.back() != exchange.name) names.push_back(exchange.name);
    }
    return names;
  }
  /// Serves one name; answers every other with `otherwise`.
  void serve(const std::string& name, Rcode otherwise = Rcode::name_error) {
    world.servers[server] = [name, otherwise](const test::Asked& asked) {
      if (asked.message.question->name != name) return std::vector{test::refuse(asked, otherwise)};
      return std::vector{test::answer(asked, {"198.51.100.10"})};
    };
  }
  /// Answers each type in its own way.
  void answer(const test::Server& a, const test::Server& aaaa) {
    world.servers[server] = [a, aaaa](const test::Asked& asked) {
      return asked.message.question->type == kTypeA ? a(asked) : aaaa(asked);
    };
  }

  const Endpoint server{boost::asio::ip::make_address("192.0.2.1"), 53};
  test::ScriptedDnsWorld world;
  musl::Release release = musl::Release::v1_2_5;
  ResolverConfig config =
      musl::parse_resolver_config("nameserver 192.0.2.1\nsearch a.test b.test\n",
                                  "198.51.100.7 gateway.test Gateway\n2001:db8::7 gateway.test\n");
  ResolveDetail detail;
};

TEST_F(MuslLookup, LiteralAddress) {
  EXPECT_THAT(look_up("127.1"), ElementsAre("127.0.0.1"));
  EXPECT_EQ(detail.source, "literal");
}

TEST_F(MuslLookup, HostsFileMindsCaseAndStopsDns) {
  EXPECT_THAT(look_up("gateway.test"), ElementsAre("198.51.100.7", "2001:db8::7"));
  EXPECT_EQ(detail.source, "hosts");
  EXPECT_THAT(look_up("Gateway"), ElementsAre("198.51.100.7"));
  serve("GATEWAY.test");
  EXPECT_THAT(look_up("GATEWAY.test"), ElementsAre("198.51.100.10"));
}

TEST_F(MuslLookup, NameWithEnoughDotsIsNeverSearchedFor) {
  serve("");
  EXPECT_THAT(look_up("hub.net"), ElementsAre("EAI_NONAME"));
  EXPECT_THAT(asked(), ElementsAre("hub.net"));
}

TEST_F(MuslLookup, NameWithFewerDotsIsTriedInTheDomainsFirst) {
  serve("hub.b.test");
  EXPECT_THAT(look_up("hub"), ElementsAre("198.51.100.10"));
  EXPECT_THAT(asked(), ElementsAre("hub.a.test", "hub.b.test"));
  config.ndots = 2;
  serve("hub.net");
  EXPECT_THAT(look_up("hub.net"), ElementsAre("198.51.100.10"));
  EXPECT_THAT(asked(), ElementsAre("hub.net.a.test", "hub.net.b.test", "hub.net"));
}

TEST_F(MuslLookup, SearchEndsWithTheFirstErrorOtherThanNxdomain) {
  world.servers[server] = test::serves({});
  EXPECT_THAT(look_up("hub"), ElementsAre("EAI_NODATA"));
  EXPECT_THAT(asked(), ElementsAre("hub.a.test"));
  world.servers[server] = test::silent();
  EXPECT_THAT(look_up("hub"), ElementsAre("EAI_AGAIN"));
  EXPECT_THAT(asked(), ElementsAre("hub.a.test"));
}

TEST_F(MuslLookup, TrailingDotSkipsTheList) {
  serve("hub");
  EXPECT_THAT(look_up("hub."), ElementsAre("198.51.100.10"));
  EXPECT_THAT(asked(), ElementsAre("hub"));
  EXPECT_THAT(look_up("hub.."), ElementsAre("EAI_NONAME"));
  EXPECT_THAT(asked(), IsEmpty());
}

TEST_F(MuslLookup, DomainThatMakesNoHostNameIsPassedOver) {
  config.search = {"a..b", std::string(250, 'c'), "b.test"};
  serve("hub.b.test");
  EXPECT_THAT(look_up("hub"), ElementsAre("198.51.100.10"));
  EXPECT_THAT(asked(), ElementsAre("hub.b.test"));
}

TEST_F(MuslLookup, WhatNoHostMayBeCalledIsNotAskedFor) {
  for (const auto& name :
       {std::string{}, std::string("."), std::string("h\x1b[2J"), std::string(255, 'a')}) {
    EXPECT_THAT(look_up(name), ElementsAre("EAI_NONAME")) << name;
    EXPECT_THAT(asked(), IsEmpty());
  }
}

TEST_F(MuslLookup, AaaaWithoutAnAnswerFailsTheWholeLookUp) {
  const auto a = test::serves({"198.51.100.10"});
  for (const auto& aaaa :
       {test::silent(), test::always(Rcode::server_failure), test::always(Rcode::refused)}) {
    answer(a, aaaa);
    const auto begin = world.now();
    EXPECT_THAT(look_up("hub.net"), ElementsAre("EAI_AGAIN"));
    EXPECT_EQ(world.now() - begin, std::chrono::seconds{5});
  }
}

TEST_F(MuslLookup, NxdomainForAaaaAloneMakesTheNameUnknown) {
  answer(test::serves({"198.51.100.10"}), test::always(Rcode::name_error));
  EXPECT_THAT(look_up("hub.net"), ElementsAre("EAI_NONAME"));
}

TEST_F(MuslLookup, NxdomainForACountsBeforeTheSilenceOfAaaa) {
  answer(test::always(Rcode::name_error), test::silent());
  EXPECT_THAT(look_up("hub.net"), ElementsAre("EAI_NONAME"));
  EXPECT_EQ(world.now() - Instant{}, std::chrono::seconds{5});
}

TEST_F(MuslLookup, NameWithoutAddresses) {
  world.servers[server] = test::serves({});
  EXPECT_THAT(look_up("hub.net"), ElementsAre("EAI_NODATA"));
  release = musl::Release::v1_2_3;
  EXPECT_THAT(look_up("hub.net"), ElementsAre("EAI_NONAME"));
}

TEST_F(MuslLookup, AddressesOfBothFamilies) {
  world.servers[server] = test::serves({"198.51.100.10", "2001:db8::10", "198.51.100.9"});
  EXPECT_THAT(look_up("hub.net"), ElementsAre("2001:db8::10", "198.51.100.10", "198.51.100.9"));
  release = musl::Release::v1_2_3;
  EXPECT_THAT(look_up("hub.net"), ElementsAre("198.51.100.10", "198.51.100.9", "2001:db8::10"));
}

TEST_F(MuslLookup, NoMoreThanFortyEightAddresses) {
  std::vector<std::string> many;
  for (int i = 0; i < 100; ++i) many.push_back(fmt::format("198.51.100.{}", i));
  world.servers[server] = test::serves(many);
  EXPECT_EQ(look_up("hub.net").size(), 48u);
}

TEST_F(MuslLookup, AddressesOfAnyOwnerCount) {
  world.servers[server] = [](const test::Asked& asked) {
    auto reply = test::answer(asked, {"198.51.100.10"});
    // The record's owner is a pointer to the question's name: point into its middle.
    if (asked.message.question->type == kTypeA) reply.data[reply.data.size() - 15] += 4;
    return std::vector{reply};
  };
  EXPECT_THAT(look_up("hub.net"), ElementsAre("198.51.100.10"));
}

TEST_F(MuslLookup, HostileBytesInEveryAnswer) {
  world.servers[server] = [](const test::Asked& asked) {
    std::vector<test::Reply> replies;
    const Bytes bytes = test::answer(asked, {"198.51.100.10"}).data;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      Bytes mutated = bytes;
      mutated[i] ^= 0x55;
      replies.push_back({std::chrono::milliseconds{1}, mutated, {}, {}});
    }
    return replies;
  };
  look_up("hub.net");
  EXPECT_LE(world.now() - Instant{}, std::chrono::seconds{5});
}

}  // namespace
}  // namespace edge
