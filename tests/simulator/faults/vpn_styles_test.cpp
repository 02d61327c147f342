// What each VPN client leaves on its host: the routes, rules, marks and filters of the real one,
// full and split; and that the gateway's end fits.
#include "simulator/faults/vpn/styles.hpp"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "simulator/faults/faults.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/topologies/topologies.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

using ::testing::ElementsAre;
using Lines = std::vector<std::string>;

Topology with_vpn(std::string_view fault, const Parameters& parameters) {
  const auto bridge = find_topology("bridge")->built({});
  return find_fault(fault_rows(), fault)->applied_to(bridge, parameters);
}

/// As ip-route(8) prints them.
Lines routes(const Node& node) {
  Lines lines;
  for (const auto& route : node.routes) {
    auto line = (route.kind == RouteKind::throw_ ? "throw " : "") + to_string(route.destination);
    if (route.gateway) line += " via " + route.gateway->to_string();
    if (!route.interface.empty()) line += " dev " + route.interface;
    if (route.table != kMainTable) line += fmt::format(" table {}", route.table);
    if (route.metric != 0) line += fmt::format(" metric {}", route.metric);
    if (route.source) line += " src " + route.source->to_string();
    lines.push_back(line);
  }
  return lines;
}

Lines rules(const Node& node) {
  Lines lines;
  for (const auto& rule : node.policy_rules) {
    auto line = fmt::format("{}:{}", rule.priority, rule.invert ? " not" : "");
    if (rule.mark) line += fmt::format(" fwmark {:#x}/{:#x}", *rule.mark, rule.mark_mask);
    line += rule.unreachable ? " unreachable" : fmt::format(" lookup {}", rule.table);
    if (rule.suppress_prefix_length) line += " suppress_prefixlength 0";
    lines.push_back(line);
  }
  return lines;
}

const std::string kDefault = "0.0.0.0/0 via 192.168.1.1 dev eth0";
const std::string kBypass = "203.0.113.10/32 via 192.168.1.1 dev eth0";

struct StyleCase {
  std::string style;
  Lines full, full_rules, split, split_rules;
};

void PrintTo(const StyleCase& c, std::ostream* out) { *out << c.style; }

class VpnStyles : public ::testing::TestWithParam<StyleCase> {};

TEST_P(VpnStyles, LeaveTheRealClientsRoutesAndRules) {
  const auto& expected = GetParam();
  const auto full = with_vpn("vpn-full-tunnel", {{"style", expected.style}});
  EXPECT_EQ(routes(*find_node(full, "host")), expected.full);
  EXPECT_EQ(rules(*find_node(full, "host")), expected.full_rules);
  const auto split = with_vpn("vpn-split-tunnel", {{"style", expected.style}});
  EXPECT_EQ(routes(*find_node(split, "host")), expected.split);
  EXPECT_EQ(rules(*find_node(split, "host")), expected.split_rules);
}

const Lines kTailscaleRules{"5210: fwmark 0x80000/0xff0000 lookup 254",
                            "5230: fwmark 0x80000/0xff0000 lookup 253",
                            "5250: fwmark 0x80000/0xff0000 unreachable", "5270: lookup 52"};

INSTANTIATE_TEST_SUITE_P(
    Table, VpnStyles,
    ::testing::Values(
        StyleCase{"openvpn-def1",
             {kDefault, kBypass, "0.0.0.0/1 via 10.8.0.1 dev tun0",
              "128.0.0.0/1 via 10.8.0.1 dev tun0"},
             {},
             {kDefault, "198.51.100.0/24 via 10.8.0.1 dev tun0"},
             {}},
        StyleCase{"openvpn-block-local",
             {kDefault, kBypass, "0.0.0.0/1 via 10.8.0.1 dev tun0",
              "128.0.0.0/1 via 10.8.0.1 dev tun0", "192.168.1.1/32 via 192.168.1.1 dev eth0",
              "192.168.1.0/25 via 10.8.0.1 dev tun0", "192.168.1.128/25 via 10.8.0.1 dev tun0"},
             {},
             {kDefault, kBypass, "198.51.100.0/24 via 10.8.0.1 dev tun0",
              "192.168.1.1/32 via 192.168.1.1 dev eth0", "192.168.1.0/25 via 10.8.0.1 dev tun0",
              "192.168.1.128/25 via 10.8.0.1 dev tun0"},
             {}},
        StyleCase{"wg-quick",
             {kDefault, "0.0.0.0/0 dev wg0 table 51820"},
             {"32764: lookup 254 suppress_prefixlength 0",
              "32765: not fwmark 0xca6c/0xffffffff lookup 51820"},
             {kDefault, "198.51.100.0/24 dev wg0"},
             {}},
        StyleCase{"vpnc-default",
             {kBypass, "10.8.0.0/24 dev tun0", "0.0.0.0/0 dev tun0"},
             {},
             {kDefault, kBypass, "10.8.0.0/24 dev tun0", "198.51.100.0/24 dev tun0"},
             {}},
        StyleCase{"strongswan-220",
             {kDefault, "0.0.0.0/0 dev ipsec0 table 220 src 10.8.0.6",
              "throw 203.0.113.10/32 table 220"},
             {"220: lookup 220"},
             {kDefault, "198.51.100.0/24 dev ipsec0 table 220 src 10.8.0.6"},
             {"220: lookup 220"}},
        StyleCase{"tailscale-exit-node",
             {kDefault, "172.18.0.0/16 dev tailscale0 table 52",
              "192.168.1.0/24 dev tailscale0 table 52", "0.0.0.0/0 dev tailscale0 table 52",
              "100.100.100.100/32 dev tailscale0 table 52"},
             kTailscaleRules,
             {kDefault, "198.51.100.0/24 dev tailscale0 table 52",
              "100.100.100.100/32 dev tailscale0 table 52"},
             kTailscaleRules},
        StyleCase{"networkmanager-metric-50",
             {kDefault + " metric 100", kBypass + " metric 50", "192.168.1.1/32 dev eth0 metric 50",
              "0.0.0.0/0 via 10.8.0.1 dev tun0 metric 50"},
             {},
             {kDefault + " metric 100", kBypass + " metric 50", "192.168.1.1/32 dev eth0 metric 50",
              "198.51.100.0/24 via 10.8.0.1 dev tun0 metric 50"},
             {}},
        StyleCase{"windows-metric-1",
             {kDefault + " metric 25", kBypass + " metric 25",
              "0.0.0.0/0 via 10.8.0.1 dev vpn0 metric 1"},
             {},
             {kDefault + " metric 25", kBypass + " metric 25",
              "198.51.100.0/24 via 10.8.0.1 dev vpn0 metric 1"},
             {}}),
    [](const auto& info) {
      auto name = info.param.style;
      std::ranges::replace(name, '-', '_');
      return name;
    });

TEST(VpnStyleTable, TheGatewayHasTheClientsPortNetworkMtuAndOverhead) {
  for (const auto* style : vpn_styles()) {
    SCOPED_TRACE(std::string{style->name});
    const auto changed = with_vpn("vpn-full-tunnel", {{"style", std::string{style->name}}});
    const Node& host = *find_node(changed, "host");
    const Node& gateway = *find_node(changed, "vpn-gateway");
    const Interface& near = *find_interface(host, std::string{style->interface});
    const Interface& far = *find_interface(gateway, "tun0");
    EXPECT_EQ(near.mtu, far.mtu);
    EXPECT_TRUE(far.addresses.front().contains(near.addresses.front().address));
    EXPECT_EQ(host.tunnels.front().peer.port, gateway.tunnels.front().local.port);
    EXPECT_EQ(host.tunnels.front().overhead, gateway.tunnels.front().overhead);
    EXPECT_EQ(gateway.rules.back().match.source, network_of(far.addresses.front()));
  }
}

TEST(VpnStyleTable, MarksSettingsAndFiltersBelongToThoseThatUseThem) {
  const auto host = [](const char* fault, const char* style) {
    return *find_node(with_vpn(fault, {{"style", style}}), "host");
  };
  const auto docker = find_node(find_topology("bridge")->built({}), "host")->rules.size();
  const auto wg = host("vpn-full-tunnel", "wg-quick");
  EXPECT_EQ(wg.tunnels.front().mark, 51820u);
  EXPECT_TRUE(wg.sysctls.src_valid_mark);
  EXPECT_EQ(wg.rules.size(), docker + 4);
  const auto split = host("vpn-split-tunnel", "wg-quick");
  EXPECT_EQ(split.tunnels.front().mark, 0u);
  EXPECT_FALSE(split.sysctls.src_valid_mark);
  EXPECT_EQ(split.rules.size(), docker);
  const auto tailscale = host("vpn-full-tunnel", "tailscale-exit-node");
  EXPECT_EQ(tailscale.tunnels.front().mark, 0x80000u);
  EXPECT_EQ(tailscale.rules.size(), docker + 8);
  EXPECT_EQ(host("vpn-full-tunnel", "openvpn-def1").rules.size(), docker);
}

TEST(VpnStyleTable, TailscaleMayLeaveTheLocalNetworksAlone) {
  const auto changed =
      with_vpn("vpn-full-tunnel", {{"style", "tailscale-exit-node"}, {"lan", "allowed"}});
  EXPECT_THAT(routes(*find_node(changed, "host")),
              ElementsAre(kDefault, "throw 172.18.0.0/16 table 52", "throw 192.168.1.0/24 table 52",
                          "0.0.0.0/0 dev tailscale0 table 52",
                          "100.100.100.100/32 dev tailscale0 table 52"));
  EXPECT_THROW(with_vpn("vpn-full-tunnel", {{"style", "wg-quick"}, {"lan", "allowed"}}),
               std::invalid_argument);
}

TEST(VpnStyleTable, VpncReachesItsServerByEveryRouteThatLeadsThere) {
  auto topology = find_topology("bridge")->built({});
  auto& before = find_node(topology, "host")->routes;
  before.front().metric = 200;
  auto other = before.front();
  other.gateway = boost::asio::ip::make_address("192.168.1.254");
  other.metric = 100;
  before.push_back(other);
  const auto changed = find_fault(fault_rows(), "vpn-full-tunnel")
                           ->applied_to(topology, {{"style", "vpnc-default"}});
  EXPECT_THAT(routes(*find_node(changed, "host")),
              ElementsAre(kDefault + " metric 200",
                          "0.0.0.0/0 via 192.168.1.254 dev eth0 metric 100",
                          "203.0.113.10/32 via 192.168.1.254 dev eth0 metric 100",
                          kBypass + " metric 200", "10.8.0.0/24 dev tun0", "0.0.0.0/0 dev tun0"));
}

TEST(VpnStyleTable, FindsNoOther) {
  EXPECT_EQ(find_vpn_style("carrier-pigeon"), nullptr);
  EXPECT_EQ(vpn_styles().size(), 8u);
}

TEST(VpnSplitTunnel, TakesTheNetworksItIsTold) {
  const auto changed = with_vpn("vpn-split-tunnel",
                            {{"style", "wg-quick"}, {"routes", "10.0.0.0/8, 198.51.100.10/32"}});
  EXPECT_THAT(routes(*find_node(changed, "host")),
              ElementsAre(kDefault, "10.0.0.0/8 dev wg0", "198.51.100.10/32 dev wg0"));
}

TEST(CapturesModuleSubnet, ReplacesTheBridgesRouteAndGuardsIt) {
  const auto changed = with_vpn("captures-module-subnet", {{"guard", "3s"}});
  const Node& host = *find_node(changed, "host");
  EXPECT_THAT(routes(host), ElementsAre(kDefault, kBypass, "10.8.0.0/24 dev tun0",
                                        "172.18.0.0/16 dev tun0"));
  EXPECT_EQ(host.route_guard, std::chrono::seconds{3});
}

TEST(SubnetOverlap, GivesTheBridgeTheLansFirstAddress) {
  const auto changed = with_vpn("subnet-overlap", {});
  const Node& host = *find_node(changed, "host");
  Lines addresses;
  for (const auto& interface : host.interfaces) {
    addresses.push_back(interface.name + " " + to_string(interface.addresses.front()));
  }
  EXPECT_THAT(addresses, ElementsAre("eth0 192.168.1.10/24", "br-azure-iot 192.168.1.1/24"));
  const Node& module = changed.nodes.front();
  EXPECT_EQ(to_string(module.interfaces.front().addresses.front()), "192.168.1.2/24");
  EXPECT_THAT(routes(module), ElementsAre("0.0.0.0/0 via 192.168.1.1 dev eth0"));
  EXPECT_EQ(to_string(*host.rules.front().match.source), "192.168.1.0/24");
  EXPECT_EQ(to_string(*host.rules.back().match.destination), "192.168.1.2/32");
}

}  // namespace
}  // namespace edge::sim
