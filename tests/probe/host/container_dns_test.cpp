// Which name servers containers get, by the host's files.
#include "probe/host/container_dns.hpp"

#include <gmock/gmock.h>

#include "probe/host/host_findings.hpp"
#include "tests/probe/host/host_support.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;

std::vector<std::string> servers_by(const DnsFiles& files, ContainerDnsSource source) {
  const ContainerDns dns = container_dns(files);
  EXPECT_EQ(dns.source, source);
  std::vector<std::string> servers;
  for (const auto& each : dns.servers) servers.push_back(each.to_string());
  return servers;
}

TEST(ContainerDnsTest, TheHostsOwn) {
  EXPECT_THAT(servers_by({"nameserver 192.168.7.1\nnameserver 127.0.0.1\n", "", ""},
                         ContainerDnsSource::host),
              ElementsAre("192.168.7.1"));
}

TEST(ContainerDnsTest, ThoseBehindSystemdResolved) {
  EXPECT_THAT(servers_by({"nameserver 127.0.0.53\n", "nameserver 10.0.0.53\n", ""},
                         ContainerDnsSource::systemd),
              ElementsAre("10.0.0.53"));
}

TEST(ContainerDnsTest, StandInsWhereAllAreLoopback) {
  for (const char* text :
       {"nameserver 127.0.0.1\nnameserver ::1\n", "nameserver 127.0.0.53\n", ""}) {
    EXPECT_THAT(servers_by({text, "", ""}, ContainerDnsSource::stand_in),
                ElementsAre("8.8.8.8", "8.8.4.4"));
  }
}

TEST(ContainerDnsTest, TheDaemonsSettingBeatsAll) {
  EXPECT_THAT(servers_by({"nameserver 127.0.0.1\n", "", R"({"dns": ["10.1.1.1", 7, "x"]})"},
                         ContainerDnsSource::daemon),
              ElementsAre("10.1.1.1"));
}

TEST(ContainerDnsTest, ADaemonFileThatIsNoneIsPassedOver) {
  for (const char* text : {"{", "[]", R"({"dns": 7})", "\xff"}) {
    EXPECT_THAT(servers_by({"nameserver 192.168.7.1\n", "", text}, ContainerDnsSource::host),
                ElementsAre("192.168.7.1"));
  }
}

TEST(ContainerDnsTest, StandInsAreAWarning) {
  HostState state = healthy_host();
  state.name_servers = {boost::asio::ip::make_address("127.0.0.1")};
  state.container_dns = container_dns({"nameserver 127.0.0.1\n", "", ""});
  const auto findings = host_findings(state, traced(state));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, "container-dns-stand-in");
  EXPECT_EQ(findings[0].severity, Severity::warning);
}

}  // namespace
}  // namespace edge::probe::test
