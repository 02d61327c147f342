// Who listens on the edge hub's ports, from the kernel's files; on a real host:
// tests/cli/host_port_test.py.
#include "probe/host/listeners.hpp"

#include <gmock/gmock.h>

#include "probe/host/port_findings.hpp"
#include "tests/probe/host/host_support.hpp"

namespace edge::probe::test {
namespace {

constexpr const char* kTcp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout\n"
    "   0: 00000000:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000    33        0 "
    "4711 1 0000000000000000 100 0 0 10 0\n"
    "   1: 0100007F:01BB 00000000:0000 01 00000000:00000000 00:00000000 00000000     0        0 "
    "4712 1\n"
    "   2: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
    "4713 1\n";
constexpr const char* kTcp6 =
    "   0: 00000000000000000000000001000000:1627 00000000000000000000000000000000:0000 0A "
    "00000000:00000000 00:00000000 00000000     0        0 99 1\n";
const std::string kId(64, 'a');

TEST(Listeners, OnlyThoseThatListenOnTheHubsPorts) {
  const auto found = parse_listeners(kTcp);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].address.to_string(), "0.0.0.0");
  EXPECT_EQ(found[0].port, 443);
  EXPECT_EQ(found[0].user_id, 33u);
  EXPECT_EQ(found[0].inode, 4711u);
  const auto six = parse_listeners(kTcp6);
  ASSERT_EQ(six.size(), 1u);
  EXPECT_EQ(six[0].address.to_string(), "::1");
  EXPECT_EQ(six[0].port, 5671);
}

TEST(Listeners, LinesThatAreCutAreLeftOut) {
  const std::string whole = kTcp;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_LE(parse_listeners(whole.substr(0, size)).size(), 1u);
  }
}

TEST(Listeners, UnitsAndContainersByControlGroup) {
  HostListener unit, scope, old;
  take_control_group("0::/system.slice/nginx.service\n", unit);
  EXPECT_EQ(unit.unit, "nginx.service");
  EXPECT_EQ(unit.container, "");
  take_control_group("0::/machine.slice/libpod-" + kId + ".scope/container\n", scope);
  EXPECT_EQ(scope.container, kId);
  take_control_group("12:pids:/docker/" + kId + "\n1:name=systemd:/docker/" + kId + "\n", old);
  EXPECT_EQ(old.container, kId);
}

HostListener proxy(const char* address, const char* port) {
  HostListener listener;
  listener.address = boost::asio::ip::make_address("0.0.0.0");
  listener.port = 443;
  listener.process = 7;
  std::string line = "/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 443 "
                     "-container-ip " + std::string(address) + " -container-port " + port + " ";
  std::ranges::replace(line, ' ', '\0');
  take_command_line(line, listener);
  return listener;
}

TEST(Listeners, TheEnginesProxyForAnEdgeHubIsNoFinding) {
  HostState state = healthy_host();
  state.listeners = {proxy("172.18.0.3", "443")};
  EXPECT_THAT(taken_ports(state), testing::IsEmpty());
  state.listeners = {proxy("172.18.0.3", "8443")};
  const auto findings = taken_ports(state);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, "port-taken-by-container");
  EXPECT_THAT(findings[0].cause, testing::HasSubstr("for the container at 172.18.0.3:8443"));
}

TEST(Listeners, OneFindingForAProcessWithItsUnit) {
  HostState state = healthy_host();
  HostListener nginx = parse_listeners(kTcp)[0];
  nginx.process = 4711;
  nginx.program = "nginx\x1b";
  nginx.unit = "nginx.service";
  HostListener six = nginx;
  six.address = boost::asio::ip::make_address("::");
  state.listeners = {nginx, six};
  const auto findings = taken_ports(state);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, "port-taken-by-process");
  EXPECT_THAT(findings[0].cause,
              testing::StartsWith("nginx\\x1b (process 4711, user 33, unit nginx.service) listens "
                                  "on 0.0.0.0:443, [::]:443"));
  EXPECT_THAT(findings[0].commands, testing::ElementsAre("systemctl stop nginx.service"));
  EXPECT_THAT(findings[0].undo, testing::ElementsAre("systemctl start nginx.service"));
}

}  // namespace
}  // namespace edge::probe::test
