// getaddrinfo() as a whole: where the addresses come from, in which order, and its error.
#include "probe/resolver/resolver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

#include "common/dns/resolv_conf.hpp"
#include "common/world/with_deadline.hpp"
#include "tests/support/scripted_dns_world.hpp"
#include "tests/support/transcript.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::make_address;
using testing::ElementsAre;
using testing::IsEmpty;

const Endpoint kServer{make_address("192.0.2.1"), 53};

class Resolver : public testing::Test {
 protected:
  /// The addresses, or the error's name.
  std::vector<std::string> resolve_name(const std::string& name) {
    const auto found = world.run(resolve(world, library, name, config, world.now(), detail));
    if (!found) {
      const bool again = found.error() == boost::asio::error::host_not_found_try_again;
      EXPECT_TRUE(again || found.error() == boost::asio::error::host_not_found);
      EXPECT_EQ(again, detail.error.symbol == "EAI_AGAIN");
      return {detail.error.symbol};
    }
    EXPECT_EQ(*found, detail.addresses);
    EXPECT_FALSE(found->empty());
    EXPECT_TRUE(detail.error.empty());
    std::vector<std::string> shown;
    for (const auto& address : *found) shown.push_back(address.to_string());
    return shown;
  }

  CLibrary library = CLibrary::glibc;
  test::ScriptedDnsWorld world;
  ResolverConfig config = parse_resolver_config("nameserver 192.0.2.1\n",
                                                "198.51.100.7 gateway.test Gateway\n"
                                                "2001:db8::7 gateway.test\n");
  ResolveDetail detail;
};

TEST_F(Resolver, Literal) {
  EXPECT_THAT(resolve_name("198.51.100.10"), ElementsAre("198.51.100.10"));
  EXPECT_EQ(detail.source, "literal");
  EXPECT_THAT(resolve_name("2001:db8::1"), ElementsAre("2001:db8::1"));
  EXPECT_THAT(detail.exchanges, IsEmpty());
}

TEST_F(Resolver, HostsFileWithoutAnyQuery) {
  world.sources[make_address("198.51.100.7")] = make_address("172.18.0.2");
  world.routes_everywhere = false;
  EXPECT_THAT(resolve_name("GATEWAY.test"), ElementsAre("198.51.100.7", "2001:db8::7"));
  EXPECT_EQ(detail.source, "hosts");
  EXPECT_THAT(resolve_name("gateway"), ElementsAre("198.51.100.7"));
  EXPECT_THAT(detail.exchanges, IsEmpty());
}

TEST_F(Resolver, DnsInTheOrderTheyWillBeTried) {
  world.servers[kServer] = test::serves({"198.51.100.10", "2001:db8:1::10"});
  world.sources[make_address("198.51.100.10")] = make_address("172.18.0.2");
  world.sources[make_address("2001:db8:1::10")] = make_address("2001:db8:1::2");
  EXPECT_THAT(resolve_name("hub.test"), ElementsAre("2001:db8:1::10", "198.51.100.10"));
  EXPECT_EQ(detail.source, "dns");
  EXPECT_EQ(detail.name, "hub.test");
}

TEST_F(Resolver, UnreachableFamilyLast) {
  world.servers[kServer] = test::serves({"198.51.100.10", "2001:db8:1::10"});
  world.routes_everywhere = false;
  world.sources[kServer.address] = make_address("172.18.0.2");
  world.sources[make_address("198.51.100.10")] = make_address("172.18.0.2");
  EXPECT_THAT(resolve_name("hub.test"), ElementsAre("198.51.100.10", "2001:db8:1::10"));
}

TEST_F(Resolver, MuslKeepsTheServersOrderOfIPv4Addresses) {
  library = CLibrary::musl;
  world.servers[kServer] = test::serves({"198.51.100.10", "198.51.100.9"});
  world.routes_everywhere = false;
  world.sources[kServer.address] = make_address("172.18.0.2");
  world.sources[make_address("198.51.100.9")] = make_address("172.18.0.2");
  EXPECT_THAT(resolve_name("hub.test"), ElementsAre("198.51.100.10", "198.51.100.9"));
  library = CLibrary::glibc;
  EXPECT_THAT(resolve_name("hub.test"), ElementsAre("198.51.100.9", "198.51.100.10"));
}

TEST_F(Resolver, MuslSortsWhereThereIsAnIPv6Address) {
  library = CLibrary::musl;
  world.servers[kServer] = test::serves({"198.51.100.10", "2a00:1::10"});
  world.sources[make_address("198.51.100.10")] = make_address("172.18.0.2");
  world.sources[make_address("2a00:1::10")] = make_address("2a00:1::2");
  EXPECT_THAT(resolve_name("hub.test"), ElementsAre("2a00:1::10", "198.51.100.10"));
  world.routes_everywhere = false;
  world.sources[kServer.address] = make_address("172.18.0.2");
  world.sources.erase(make_address("2a00:1::10"));
  EXPECT_THAT(resolve_name("hub.test"), ElementsAre("198.51.100.10", "2a00:1::10"));
}

TEST_F(Resolver, MuslsSilenceIsFiveSecondsWhateverTheServers) {
  library = CLibrary::musl;
  config.servers.push_back({make_address("192.0.2.2"), 53});
  EXPECT_THAT(resolve_name("hub.test"), ElementsAre("EAI_AGAIN"));
  EXPECT_EQ(world.now() - Instant{}, 5s);
}

TEST_F(Resolver, MuslCancelledByTheAttemptsBudgetLeavesWhatItSaw) {
  const auto found = world.run(
      with_deadline(world, world.now() + 3s,
                    resolve(world, CLibrary::musl, "hub.test", config, world.now(), detail)));
  EXPECT_EQ(found.error(), boost::system::errc::timed_out);
  EXPECT_THAT(test::transcript(detail.exchanges),
              ElementsAre("0..3000 A hub.test @192.0.2.1 silence",
                          "0..3000 AAAA hub.test @192.0.2.1 silence",
                          "2500..3000 A hub.test @192.0.2.1 silence",
                          "2500..3000 AAAA hub.test @192.0.2.1 silence"));
}

TEST_F(Resolver, UnknownName) {
  world.servers[kServer] = test::always(Rcode::name_error);
  EXPECT_THAT(resolve_name("hub.test"), ElementsAre("EAI_NONAME"));
}

TEST_F(Resolver, ServerFailure) {
  world.servers[kServer] = test::always(Rcode::server_failure);
  EXPECT_THAT(resolve_name("hub.test"), ElementsAre("EAI_AGAIN"));
}

TEST_F(Resolver, NameWithoutAddresses) {
  world.servers[kServer] = test::serves({});
  EXPECT_THAT(resolve_name("hub.test"), ElementsAre("EAI_NODATA"));
}

TEST_F(Resolver, Silence) {
  EXPECT_THAT(resolve_name("hub.test"), ElementsAre("EAI_AGAIN"));
  EXPECT_EQ(world.now() - Instant{}, 10s);
}

TEST_F(Resolver, PortClosed) {
  world.servers[kServer] = test::port_closed();
  EXPECT_THAT(resolve_name("hub.test"), ElementsAre("EAI_AGAIN"));
  EXPECT_EQ(world.now() - Instant{}, 40ms);
}

TEST_F(Resolver, NameThatIsNoHostNameIsNotAskedFor) {
  world.servers[kServer] = test::serves({"198.51.100.10"});
  for (const auto& name :
       {std::string{}, std::string("-hub"), std::string("a b"), std::string("h\x1b[2J")}) {
    EXPECT_THAT(resolve_name(name), ElementsAre("EAI_NONAME")) << name;
  }
  EXPECT_THAT(detail.exchanges, IsEmpty());
}

TEST_F(Resolver, CancelledByTheAttemptsBudgetLeavesWhatItSaw) {
  const auto found = world.run(with_deadline(
      world, world.now() + 7s, resolve(world, library, "hub.test", config, world.now(), detail)));
  EXPECT_EQ(found.error(), boost::system::errc::timed_out);
  EXPECT_THAT(test::transcript(detail.exchanges),
              ElementsAre("0..5000 A hub.test @192.0.2.1 silence",
                          "0..5000 AAAA hub.test @192.0.2.1 silence",
                          "5000..7000 A hub.test @192.0.2.1 silence",
                          "5000..7000 AAAA hub.test @192.0.2.1 silence"));
}

TEST_F(Resolver, HostileBytesInEveryAnswer) {
  world.servers[kServer] = [](const test::Asked& asked) {
    std::vector<test::Reply> replies;
    Bytes bytes = test::answer(asked, {"198.51.100.10"}).data;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      Bytes mutated = bytes;
      mutated[i] ^= 0x55;
      replies.push_back({1ms, mutated, {}, {}});
    }
    return replies;
  };
  resolve_name("hub.test");
  EXPECT_LE(world.now() - Instant{}, 15s);
}

}  // namespace
}  // namespace edge::probe
