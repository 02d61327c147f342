#include "common/dns/resolv_conf.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edge {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> servers_of(const ResolverConfig& config) {
  std::vector<std::string> shown;
  for (const auto& server : config.servers) shown.push_back(to_string(server));
  return shown;
}

TEST(ResolvConf, DockersOwn) {
  const auto config = parse_resolver_config("nameserver 127.0.0.11\noptions ndots:0\n", "");
  EXPECT_THAT(servers_of(config), ElementsAre("127.0.0.11:53"));
  EXPECT_EQ(config.ndots, 0);
  EXPECT_EQ(config.timeout, seconds{5});
  EXPECT_EQ(config.attempts, 2);
  EXPECT_FALSE(config.rotate);
  EXPECT_THAT(config.search, IsEmpty());
}

TEST(ResolvConf, NothingMeansTheOwnMachine) {
  EXPECT_THAT(servers_of(parse_resolver_config("", "")), ElementsAre("127.0.0.1:53"));
}

TEST(ResolvConf, AtMostThreeServersOfBothFamilies) {
  const auto config = parse_resolver_config(
      "nameserver 192.0.2.1\n"
      "nameserver\t2001:db8::53   trailing words\n"
      "nameserver 192.0.2.3\n"
      "nameserver 192.0.2.4\n",
      "");
  EXPECT_THAT(servers_of(config), ElementsAre("192.0.2.1:53", "[2001:db8::53]:53", "192.0.2.3:53"));
}

TEST(ResolvConf, LastOfSearchAndDomainWins) {
  EXPECT_THAT(parse_resolver_config("domain a.test\nsearch b.test  c.test\n", "").search,
              ElementsAre("b.test", "c.test"));
  EXPECT_THAT(parse_resolver_config("search b.test c.test\ndomain a.test more\n", "").search,
              ElementsAre("a.test"));
  EXPECT_THAT(parse_resolver_config("search a.test\nsearch\n", "").search, ElementsAre("a.test"));
}

TEST(ResolvConf, TheEnvironmentComesAfterTheFile) {
  const auto config = parse_resolver_config(
      "search a.test\noptions ndots:3 timeout:7\n", "",
      {.host_name = "edge.corp.test",
       .res_options = " ndots:2 use-vc",
       .local_domain = "b.test c"});
  EXPECT_THAT(config.search, ElementsAre("b.test", "c"));
  EXPECT_EQ(config.ndots, 2);
  EXPECT_EQ(config.timeout, std::chrono::seconds{7});
  EXPECT_TRUE(config.use_vc);
  EXPECT_THAT(parse_resolver_config("search a.test\n", "", {.local_domain = ""}).search,
              IsEmpty());
}

TEST(ResolvConf, HostNameGivesTheDomainWhenTheFileDoesNot) {
  EXPECT_THAT(parse_resolver_config("", "", {.host_name = "edge.corp.test"}).search,
              ElementsAre("corp.test"));
  EXPECT_THAT(parse_resolver_config("", "", {.host_name = "edge"}).search, IsEmpty());
  EXPECT_THAT(parse_resolver_config("domain a.test", "", {.host_name = "edge.corp.test"}).search,
              ElementsAre("a.test"));
}

TEST(ResolvConf, OptionsWithGlibcsCeilings) {
  const auto config = parse_resolver_config(
      "options timeout:99 attempts:9\noptions rotate ndots:99 edns0 use-vc x\n", "");
  EXPECT_EQ(config.timeout, seconds{30});
  EXPECT_EQ(config.attempts, 5);
  EXPECT_EQ(config.ndots, 15);
  EXPECT_TRUE(config.rotate);
  EXPECT_TRUE(config.use_vc);
}

TEST(ResolvConf, NumbersAsAtoiReadsThem) {
  const auto config = parse_resolver_config("options timeout:2x attempts: ndots:-3\n", "");
  EXPECT_EQ(config.timeout, seconds{2});
  EXPECT_EQ(config.attempts, 0);
  EXPECT_EQ(config.ndots, 0);
}

TEST(ResolvConf, GarbageIsSkipped) {
  const auto config = parse_resolver_config(
      "# nameserver 192.0.2.1\n; nameserver 192.0.2.2\n nameserver 192.0.2.3\n"
      "nameserver\nnameserver nonsense\nnameserver 192.0.2.4\r\nnameserver 300.1.1.1\n"
      "NAMESERVER 192.0.2.5\nnameserver192.0.2.6\n\xff\xfe\n"
      "nameserver 192.0.2.7",
      "");
  EXPECT_THAT(servers_of(config), ElementsAre("192.0.2.7:53"));
}

TEST(ResolvConf, ANameServerThatIsPassedOverIsNamedWithItsLine) {
  const auto config = parse_resolver_config(
      "search example\r\nnameserver 192.0.2.4\r\nnameserver non\x1bsense\n"
      "nameserver 192.0.2.5\n",
      "");
  EXPECT_THAT(config.unusable,
              ElementsAre("/etc/resolv.conf line 2: \"192.0.2.4\\x0d\" is no address, because of "
                          "the carriage return at its end (a file of Windows)",
                          "/etc/resolv.conf line 3: \"non\\x1bsense\" is no address"));
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "nameserver none\n";
  const auto hostile = parse_resolver_config(many + "nameserver 192.0.2.5\n", "");
  EXPECT_EQ(hostile.unusable.size(), 8u);
  EXPECT_THAT(servers_of(hostile), ElementsAre("192.0.2.5:53"));
}

TEST(ResolvConf, MuslPassesOverALineThatIsNoAddressToo) {
  const auto config = musl::parse_resolver_config("# of DHCP\nnameserver dns.corp.example\n", "");
  EXPECT_THAT(config.unusable,
              ElementsAre("/etc/resolv.conf line 2: \"dns.corp.example\" is no address"));
}

TEST(ResolvConf, InterfacesOfNameServersAreNumbered) {
  const auto index_of = [](const std::string& name) { return name == "eth0" ? 7u : 0u; };
  const struct {
    std::string text, numbered;
  } rows[] = {
      {"nameserver fe80::1%eth0", "nameserver fe80::1%7"},
      {"nameserver fe80::1%eth0\r\nnameserver\tfe80::2%eth0 x\n",
       "nameserver fe80::1%7\r\nnameserver\tfe80::2%7 x\n"},
      {"nameserver fe80::1%eth1\n", "nameserver fe80::1%eth1\n"},
      {"nameserver fe80::1%\nsearch a%eth0\n", "nameserver fe80::1%\nsearch a%eth0\n"},
      {"", ""},
  };
  for (const auto& [text, numbered] : rows) {
    EXPECT_EQ(with_interface_numbers(text, index_of), numbered);
  }
  const auto config = parse_resolver_config(
      with_interface_numbers("nameserver fe80::1%eth0\n", index_of), "");
  EXPECT_EQ(config.servers.front().address.to_v6().scope_id(), 7u);
}

TEST(ResolvConf, ScopeByNameIsDropped) {
  EXPECT_THAT(servers_of(parse_resolver_config("nameserver fe80::1%eth0", "")),
              ElementsAre("[fe80::1]:53"));
}

TEST(Hosts, AliasesCommentsAndBothFamilies) {
  const auto config = parse_resolver_config("",
                                            "127.0.0.1\tlocalhost\n"
                                            "198.51.100.10 hub.test hub  # the hub\n"
                                            "2001:db8::10 hub.test\r\n"
                                            "#198.51.100.11 hub.test\n"
                                            "198.51.100.12\n"
                                            "not-an-address hub.test\n"
                                            "fe80::1%lo hub.test\n");
  ASSERT_EQ(config.hosts.size(), 3u);
  EXPECT_THAT(config.hosts[1].names, ElementsAre("hub.test", "hub"));
  EXPECT_EQ(config.hosts[1].address.to_string(), "198.51.100.10");
  EXPECT_EQ(config.hosts[2].address.to_string(), "2001:db8::10");
}

TEST(LiteralAddress, AsGetaddrinfoTakesThem) {
  const auto shown = [](std::string_view text) {
    const auto address = parse_literal_address(text);
    return address ? address->to_string() : std::string("no");
  };
  EXPECT_EQ(shown("198.51.100.10"), "198.51.100.10");
  EXPECT_EQ(shown("127.1"), "127.0.0.1");
  EXPECT_EQ(shown("0x7f000001"), "127.0.0.1");
  EXPECT_EQ(shown("2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(shown("fe80::1%3").substr(0, 7), "fe80::1");
  for (const auto* text :
       {"", "hub.test", "1.2.3.4 ", "1.2.3.256", "::1%", "fe80::1%eth0", "1.2.3.4%1"}) {
    EXPECT_EQ(shown(text), "no") << text;
  }
}

}  // namespace
}  // namespace edge
