// resolv.conf(5) and hosts(5) as musl reads them: where it differs from glibc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/dns/resolv_conf.hpp"

namespace edge {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

ResolverConfig parsed(std::string_view resolv_conf) {
  return musl::parse_resolver_config(resolv_conf, "");
}

std::vector<std::string> servers_in(const ResolverConfig& config) {
  std::vector<std::string> shown;
  for (const auto& server : config.servers) shown.push_back(to_string(server));
  return shown;
}

/// "address names...", one for each line that counts.
std::vector<std::string> hosts_of(std::string_view hosts) {
  std::vector<std::string> shown;
  for (const auto& entry : musl::parse_resolver_config("", hosts).hosts) {
    shown.push_back(entry.address.to_string());
    for (const auto& name : entry.names) shown.back() += " " + name;
  }
  return shown;
}

TEST(MuslResolvConf, NothingMeansTheOwnMachine) {
  const auto config = parsed("");
  EXPECT_THAT(servers_in(config), ElementsAre("127.0.0.1:53"));
  EXPECT_EQ(config.timeout, seconds{5});
  EXPECT_EQ(config.attempts, 2);
  EXPECT_EQ(config.ndots, 1);
}

TEST(MuslResolvConf, ThreeServersAtMostAndPlainAddressesOnly) {
  EXPECT_THAT(servers_in(parsed("nameserver 192.0.2.1\r\nnameserver\t 2001:db8::53 more\n"
                                " nameserver 192.0.2.2\nnameserver [2001:db8::1]:53\n"
                                "nameserver 192.0.2.3:53\nnameserver dns.test\nnameserver\n"
                                "nameserver 192.0.2.4\nnameserver 192.0.2.5")),
              ElementsAre("192.0.2.1:53", "[2001:db8::53]:53", "192.0.2.4:53"));
}

TEST(MuslResolvConf, LastOfSearchAndDomainWinsWithAllItsWords) {
  EXPECT_THAT(parsed("search a.test\ndomain b.test c.test\n").search,
              ElementsAre("b.test", "c.test"));
  EXPECT_THAT(parsed("domain b.test\nsearch a.test\n").search, ElementsAre("a.test"));
  EXPECT_THAT(parsed("search a.test\nsearch \n").search, IsEmpty());
  EXPECT_THAT(parsed("search a.test\nsearched b.test\n").search, ElementsAre("a.test"));
}

TEST(MuslResolvConf, OptionsWithMuslsCeilings) {
  const auto config = parsed("options timeout:99 attempts:99 ndots:99 rotate edns0\n");
  EXPECT_EQ(config.timeout, seconds{60});
  EXPECT_EQ(config.attempts, 10);
  EXPECT_EQ(config.ndots, 15);
  EXPECT_FALSE(config.rotate);
  EXPECT_EQ(parsed("options timeout:99999999999999999999\n").timeout, seconds{60});
}

TEST(MuslResolvConf, OptionsWithoutADigitChangeNothing) {
  const auto config = parsed("options timeout:.5 attempts:-3 ndots:x\noptions attempts:4\n");
  EXPECT_EQ(config.timeout, seconds{5});
  EXPECT_EQ(config.attempts, 4);
  EXPECT_EQ(config.ndots, 1);
  EXPECT_EQ(parsed("options timeout:0 attempts:0 ndots:0\n").attempts, 0);
}

TEST(MuslResolvConf, OptionsAreFoundInTheMiddleOfAWord) {
  EXPECT_EQ(parsed("options myndots:3,timeout:7\n").ndots, 3);
  EXPECT_EQ(parsed("options myndots:3,timeout:7\n").timeout, seconds{7});
  EXPECT_EQ(parsed("options ndots:x ndots:3\n").ndots, 1);  // the first one only
}

TEST(MuslResolvConf, LinesThatAreTooLongDoNotCount) {
  const std::string blanks(233, ' ');
  EXPECT_EQ(parsed("nameserver" + blanks + "192.0.2.1\n").servers.size(), 1u);
  const auto line = [](std::size_t length) {
    std::string text = "nameserver 192.0.2.1";
    return text + std::string(length - text.size(), ' ');
  };
  EXPECT_THAT(servers_in(parsed(line(254) + "\nnameserver 192.0.2.2\n")),
              ElementsAre("192.0.2.1:53", "192.0.2.2:53"));
  EXPECT_THAT(servers_in(parsed(line(255) + "\nnameserver 192.0.2.2\n")),
              ElementsAre("192.0.2.2:53"));
  EXPECT_THAT(servers_in(parsed(line(2000) + "\nnameserver 192.0.2.2\n")),
              ElementsAre("192.0.2.2:53"));
  EXPECT_THAT(servers_in(parsed("nameserver 192.0.2.2\n" + line(255))),
              ElementsAre("192.0.2.2:53"));
  EXPECT_THAT(servers_in(parsed(line(254))), ElementsAre("192.0.2.1:53"));
}

TEST(MuslResolvConf, ZeroByteTakesTheNextLineWithIt) {
  using namespace std::string_literals;
  EXPECT_THAT(servers_in(parsed("nameserver 192.0.2.1\0\nnameserver 192.0.2.2\n"
                                "nameserver 192.0.2.3\n"s)),
              ElementsAre("192.0.2.3:53"));
}

TEST(MuslHosts, NamesAreWordsBetweenBlanks) {
  EXPECT_THAT(
      hosts_of("127.0.0.1\tlocalhost\r\n198.51.100.10 hub.test hub#the hub\n"
               "#198.51.100.11 hub.test\n198.51.100.12\nnot-an-address hub.test\n"
               " 198.51.100.13 hub.test\n198.51.100.14 other.test last.test"),
      ElementsAre("127.0.0.1 localhost", "198.51.100.10 hub.test hub", "198.51.100.14 other.test"));
}

TEST(MuslHosts, LongLineIsReadInPieces) {
  std::string line = "198.51.100.1 ";
  while (line.size() < 511) line += "x ";
  line += "203.0.113.9 hub.test\n";
  const auto found = hosts_of(line);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].substr(found[1].find(' ')), " hub.test");
}

TEST(MuslHosts, MegabytesWithoutALineBreakTakeNoTime) {
  EXPECT_THAT(hosts_of(std::string(2 << 20, 'x')), IsEmpty());
  EXPECT_THAT(servers_in(parsed(std::string(2 << 20, 'x'))), ElementsAre("127.0.0.1:53"));
}

}  // namespace
}  // namespace edge
