// What comes of facts alone; on real kernels: tests/cli/host_test.py and host_vpn_test.py.
#include <gmock/gmock.h>

#include <set>

#include "probe/host/host_causes.hpp"
#include "probe/host/host_findings.hpp"
#include "probe/host/remedies.hpp"
#include "probe/host/vpn_products.hpp"
#include "probe/verdicts/verdicts.hpp"
#include "tests/probe/host/host_support.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> codes(const HostState& state, const char* hub = "198.51.100.20") {
  std::vector<std::string> found;
  for (const auto& finding : host_findings(state, traced(state, hub))) {
    found.push_back(finding.code);
  }
  return found;
}

TEST(HostFindings, NothingOnAHealthyHost) { EXPECT_THAT(codes(healthy_host()), IsEmpty()); }

TEST(HostFindings, OneForAllTheNetworksThatItIsAbout) {
  HostState state = healthy_host();
  state.links.push_back(link_called("docker0", 9, "bridge"));
  state.links.back().addresses = {net("172.17.0.1/16")};
  state.routes.push_back(route_by("172.17.0.0/16", 9));
  state.routes.push_back(route_by("128.0.0.0/1", kTun0, "10.8.0.1"));
  const auto findings = host_findings(state, traced(state));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].networks, ElementsAre("172.18.0.0/16", "172.17.0.0/16"));
  EXPECT_THAT(findings[0].commands,
              ElementsAre("ip route add default via 192.168.7.1 dev eth0 table 5671",
                          "ip rule add from 172.18.0.0/16 lookup main suppress_prefixlength 1 "
                          "priority 32764",
                          "ip rule add from 172.18.0.0/16 lookup 5671 priority 32765",
                          "ip rule add from 172.17.0.0/16 lookup main suppress_prefixlength 1 "
                          "priority 32764",
                          "ip rule add from 172.17.0.0/16 lookup 5671 priority 32765"));
}

TEST(HostFindings, ThatTheConnectionTableIsFull) {
  HostState state = healthy_host();
  state.most_connections = 65536;
  for (const auto& [connections, severity] :
       {std::pair{65536u, Severity::error}, {60000u, Severity::warning}}) {
    state.connections = connections;
    const auto findings = host_findings(state, traced(state));
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].code, kConnectionTableFull);
    EXPECT_EQ(findings[0].severity, severity);
  }
  state.connections = 100;
  EXPECT_THAT(codes(state), IsEmpty());
}

TEST(HostFindings, ThatTheHubHasAnAddressOfTheModuleNetwork) {
  EXPECT_THAT(codes(healthy_host(), "172.18.9.9"), ElementsAre("module-subnet-overlap"));
}

TEST(HostFindings, ABridgeOfTheMachinesOwnCardsIsAnUplink) {
  HostState state = healthy_host();
  state.links[1].master = 9;
  state.links[1].addresses.clear();
  state.links.push_back(link_called("br-lan", 9, "bridge"));
  state.links.back().addresses = {net("192.168.7.2/24")};
  state.routes[0] = route_by("0.0.0.0/0", 9, "192.168.7.1");
  state.routes[1] = route_by("192.168.7.0/24", 9);
  const HostTraces traces = traced(state);
  ASSERT_EQ(traces.networks.size(), 1u);
  EXPECT_EQ(traces.networks[0].bridge, kBridge);
  EXPECT_THAT(codes(state), IsEmpty());
}

TEST(HostFindings, ASmallerMtuIsOnlyWorthKnowing) {
  HostState state = healthy_host();
  state.links[1].mtu = 1400;
  const auto findings = host_findings(state, traced(state));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, "mtu-black-hole");
  EXPECT_EQ(findings[0].severity, Severity::info);
}

TEST(HostFindings, WithoutFreePrioritiesNoCommandIsMadeUp) {
  HostState state = healthy_host();
  state.rules[1].priority = 1;
  state.routes.push_back(route_by("128.0.0.0/1", kTun0, "10.8.0.1"));
  const auto findings = host_findings(state, traced(state));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].commands, IsEmpty());
  EXPECT_EQ(findings[0].fix, host_cause_fix(kVpnRouteOverride));
}

TEST(HostCauses, EveryCodeIsOfOneTable) {
  for (const auto code : {kVpnRouteOverride, kReturnPathFiltered, kAnswersGoAstray,
                          kForwardPolicyDrop, kFilterDropsModule, kVpnKillSwitch,
                          kMasqueradeMissing, kContainerDnsStandIn, kSecondUplink,
                          kModuleSubnetOverlap, kBridgeDefaultRoute, kConnectionTableFull}) {
    EXPECT_FALSE(host_cause_fix(code).empty()) << code;
    EXPECT_EQ(find_verdict(code), nullptr) << code;
  }
  for (const auto code : {kHostNoRoute, kHostForwardingOff, kHostGatewayDead, kHostSmallMtu}) {
    EXPECT_NE(find_verdict(code), nullptr) << code;
  }
}

TEST(VpnSigns, EachRowIsCompleteAndSelects) {
  for (const VpnSign& row : vpn_signs()) {
    SCOPED_TRACE(row.product);
    EXPECT_FALSE(row.sign.empty());
    EXPECT_FALSE(row.setting.empty());
    EXPECT_TRUE(row.table || row.last_priority || row.mark || !row.link.empty() ||
                !row.kind.empty());
    EXPECT_LE(row.first_priority, row.last_priority);
  }
}

TEST(VpnSigns, ByRoute) {
  const HostLink tun = link_called("tun0", kTun0, "tun"), wg = link_called("x", 5, "wireguard");
  HostRoute halves = route_by("0.0.0.0/1", kTun0, "10.8.0.1");
  EXPECT_EQ(sign_of_route(halves, &tun)->product, "OpenVPN");
  EXPECT_EQ(sign_of_route(halves, &wg)->product, "WireGuard");
  HostRoute plain = route_by("0.0.0.0/0", kTun0);
  EXPECT_EQ(sign_of_route(plain, &tun)->product, "openconnect or AnyConnect");
  plain.metric = 50;
  EXPECT_EQ(sign_of_route(plain, &tun)->product, "NetworkManager's VPN plugin");
  plain.table = 0x6d6f6c65;
  EXPECT_EQ(sign_of_route(plain, &tun)->product, "Mullvad");
  const HostLink eth = link_called("eth0", kEth0);
  EXPECT_EQ(sign_of_route(route_by("0.0.0.0/0", kEth0, "192.168.7.1"), &eth), nullptr);
}

TEST(Remedies, NamesAreOneWordOfAShell) {
  EXPECT_EQ(shell_word("br-edge"), "br-edge");
  EXPECT_EQ(shell_word("e;$(x)"), "'e;$(x)'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word("-x"), "'-x'");
  EXPECT_EQ(shell_word("a\x1b"), std::nullopt);
  EXPECT_EQ(shell_word(""), std::nullopt);
}

}  // namespace
}  // namespace edge::probe::test
