// NodeNetwork against the running kernel: links, addresses and settings; every node of every
// topology with every fault.
#include "simulator/lab/node_network.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "simulator/faults/faults.hpp"
#include "simulator/faults/vpn/styles.hpp"
#include "simulator/topologies/site.hpp"
#include "simulator/topologies/topologies.hpp"
#include "tests/simulator/lab/ip_tells.hpp"

namespace edge::sim {
namespace {

using namespace edge::sim::test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// What a fault may ask for on a topology; those that make no sense there are refused by it.
std::vector<Parameters> candidates(const Topology& topology) {
  std::vector<Parameters> list{{}, {{"defects", "expired"}}, {{"addresses", "198.51.100.11"}},
                               {{"state", "throttled"}}, {{"personality", "hub-v2"}}};
  for (const auto& node : topology.nodes) {
    list.push_back({{"at", node.name}});
    list.push_back({{"at", node.name}, {"by", "2h"}, {"direction", "ahead"}});
    list.push_back({{"at", node.name}, {"to", "198.18.0.0/15"}, {"via", "192.168.1.99"}});
  }
  for (const auto& wire : topology.wires) {
    list.push_back({{"from", wire.a.node}, {"to", wire.b.node}});
    list.push_back({{"from", wire.a.node}, {"to", wire.b.node}, {"loss", "1%"}});
  }
  for (const auto* style : vpn_styles()) list.push_back({{"style", std::string{style->name}}});
  return list;
}

std::vector<Topology> variants(const Topology& healthy, const FaultRow& fault) {
  std::vector<Topology> list;
  auto all = candidates(healthy);
  all.push_back(example_of(fault));
  for (const auto& with : all) {
    try {
      list.push_back(fault.applied_to(healthy, with));
    } catch (const std::invalid_argument&) {
    }
  }
  return list;
}

TEST_F(NodeNetworkTest, EveryNodeWithEveryFaultAndHealthyAgain) {
  for (const auto& row : topology_rows()) {
    const auto healthy = row.built({});
    std::map<std::string, NodeNetwork> networks;
    for (const auto& node : healthy.nodes) {
      auto& network = networks.emplace(node.name, node.name).first->second;
      network.realise(node, plug(network.where(), node));
      expect_like(node, network.where());
    }
    std::vector<Node> seen;
    std::vector<std::string> senseless;  // faults that this topology refuses
    for (const auto& fault : fault_rows()) {
      SCOPED_TRACE(std::string(fault.name) + " on " + healthy.name);
      const auto broken = variants(healthy, fault);
      if (broken.empty()) senseless.emplace_back(fault.name);
      for (const auto& topology : broken) {
        for (std::size_t i = 0; i < healthy.nodes.size(); ++i) {
          Node node = topology.nodes[i];
          node.rules = healthy.nodes[i].rules;  // nft's business
          node.resolver = healthy.nodes[i].resolver;
          if (node == healthy.nodes[i] || std::ranges::count(seen, node) > 0) continue;
          seen.push_back(node);
          auto& network = networks.at(node.name);
          network.realise(node, plug(network.where(), node));
          expect_like(node, network.where());
          network.realise(healthy.nodes[i], plug(network.where(), healthy.nodes[i]));
          expect_like(healthy.nodes[i], network.where());
        }
      }
    }
    EXPECT_THAT(seen, testing::SizeIs(testing::Ge(24u)));  // forwarding, default routes, VPNs
    if (row.name == "bridge") {
      EXPECT_THAT(senseless, IsEmpty());
    }
  }
}

TEST_F(NodeNetworkTest, AnInterfaceThatComesUpAgainHasItsRoutes) {
  auto node = find_topology("direct")->built({}).nodes.front();
  NodeNetwork network(node.name);
  const auto ports = plug(network.where(), node);
  network.realise(node, ports);
  auto down = node;
  down.interfaces[0].up = false;
  down.interfaces[0].mtu = 1400;
  network.realise(down, ports);
  EXPECT_THAT(kernel_routes(network.where()), IsEmpty());
  EXPECT_THAT(kernel_interfaces(network.where()), ElementsAre("eth0 down mtu 1400 "
                                                              "192.168.1.10/24"));
  network.realise(node, ports);
  expect_like(node, network.where());
}

TEST_F(NodeNetworkTest, TheFirstAddressOfANetworkMayGo) {
  auto node = plain_node();
  NodeNetwork network(node.name);
  const auto ports = plug(network.where(), node);
  network.realise(node, ports);
  auto& addresses = node.interfaces[0].addresses;
  addresses = {addresses[1]};
  network.realise(node, ports);
  expect_like(node, network.where());
}

TEST_F(NodeNetworkTest, Settings) {
  auto node = find_topology("bridge")->built({}).nodes.at(1);
  node.sysctls = {true, 2, true};
  node.syn_schedule = {1, 3};
  NodeNetwork network(node.name);
  const auto& where = network.where();
  network.realise(node, plug(where, node));
  EXPECT_EQ(setting(where, "ipv4/ip_forward"), "1");
  EXPECT_EQ(setting(where, "ipv4/conf/all/rp_filter"), "2");  // the larger of two counts
  for (const std::string name : {"default", "eth0", "br-azure-iot"}) {
    EXPECT_EQ(setting(where, "ipv4/conf/" + name + "/rp_filter"), "0") << name;
    EXPECT_EQ(setting(where, "ipv4/conf/" + name + "/accept_local"), "0") << name;
  }
  EXPECT_EQ(setting(where, "ipv4/conf/all/src_valid_mark"), "1");
  EXPECT_EQ(setting(where, "ipv4/tcp_syn_retries"), "3");
  EXPECT_THAT(setting(where, "ipv4/tcp_syn_linear_timeouts"), testing::AnyOf("1", ""));
  EXPECT_THAT(setting(where, "ipv6/conf/eth0/disable_ipv6"), testing::AnyOf("1", ""));
  EXPECT_THAT(setting(where, "bridge/bridge-nf-call-iptables"), testing::AnyOf("0", ""));

  node.sysctls = {};  // back to what new namespaces have, which is not what this one has
  network.realise(node, {});
  EXPECT_EQ(setting(where, "ipv4/ip_forward"), "0");
  EXPECT_EQ(setting(where, "ipv4/conf/all/rp_filter"), "0");
  EXPECT_EQ(setting(where, "ipv4/conf/all/src_valid_mark"), "0");
}

TEST_F(NodeNetworkTest, ABridgeForwardsAtOnceAndLetsItsPortsGo) {
  auto node = find_topology("bridge")->built({}).nodes.at(1);
  NodeNetwork network(node.name);
  const auto& where = network.where();
  auto ports = plug(where, node);
  network.realise(node, ports);
  const auto bridge = json::parse(run(where, "ip -j -d link show br-azure-iot")).front();
  EXPECT_EQ(bridge["linkinfo"]["info_data"]["forward_delay"], 0);
  EXPECT_EQ(bridge["linkinfo"]["info_data"]["stp_state"], 0);
  EXPECT_EQ(bridge["linkinfo"]["info_data"]["mcast_snooping"], 0);
  EXPECT_EQ(bridge["mtu"], 1500);
  const auto port_names = [&] {
    Lines names;
    for (const auto& port : json::parse(run(where, "ip -j link show master br-azure-iot"))) {
      if (port.contains("ifname")) names.push_back(port["ifname"]);
    }
    return names;
  };
  EXPECT_THAT(port_names(), ElementsAre("br-azure-iot.0", "br-azure-iot.1"));
  ports["br-azure-iot"].pop_back();
  network.realise(node, ports);
  EXPECT_THAT(port_names(), ElementsAre("br-azure-iot.0"));
  expect_like(node, where);

  node.interfaces.erase(node.interfaces.begin());
  network.realise(node, ports);
  expect_like(node, where);
}

TEST(BridgePortName, KeepsItsNumberInFifteenBytes) {
  EXPECT_EQ(bridge_port_name("lan", 0), "lan.0");
  EXPECT_EQ(bridge_port_name("br-azure-iot", 12), "br-azure-iot.12");
  EXPECT_EQ(bridge_port_name("br-azure-iotedge", 3), "br-azure-iote.3");
}

std::string complaint(const Node& node, bool with_devices = true) {
  NodeNetwork network(node.name);
  try {
    network.realise(node, with_devices ? plug(network.where(), node) : NodeNetwork::Ports{});
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "realised";
}

TEST_F(NodeNetworkTest, ComplaintsNameTheNodeAndWhatWasAttempted) {
  const auto healthy = plain_node();
  EXPECT_EQ(complaint(healthy), "realised");
  EXPECT_EQ(complaint(healthy, false), "node host: there is no device eth0");

  auto node = healthy;
  node.routes = {route_via("0.0.0.0/1", "10.9.0.1", "tun0")};
  EXPECT_EQ(complaint(node),
            "node host: cannot add route 0.0.0.0/1 via 10.9.0.1 dev tun0: Network is unreachable");
  node.routes = {route_via("0.0.0.0/0", "192.168.1.1", "eth0")};
  node.routes[0].metric = 5;
  node.routes[0].table = 100;
  node.routes[0].source = ip("192.0.2.1");
  EXPECT_EQ(complaint(node), "node host: cannot add route default via 192.168.1.1 dev eth0 "
                             "src 192.0.2.1 metric 5 table 100: Invalid argument");
  node.routes[0].interface = "wan";
  EXPECT_EQ(complaint(node), "node host: there is no device wan");

  node = healthy;
  node.interfaces[1].addresses.push_back(prefix_literal("10.1.0.2/16"));
  EXPECT_EQ(complaint(node),
            "node host: cannot add address 10.1.0.2/16 dev eth1: File exists");
  node = healthy;
  node.interfaces[0].mtu = 65535;
  EXPECT_EQ(complaint(node), "node host: cannot set the MTU of eth0 to 65535: Invalid argument");
  node = healthy;
  node.policy_rules.resize(1);
  node.policy_rules[0].priority = 9;
  node.policy_rules[0].mark = 1;
  node.policy_rules[0].source = Prefix{ip("10.0.0.0"), 33};
  EXPECT_EQ(complaint(node), "node host: cannot add rule 9: from 10.0.0.0/33 "
                             "fwmark 0x1/0xffffffff lookup main: Invalid argument");
  node = healthy;
  node.syn_schedule.retries = 1000;
  EXPECT_THAT(complaint(node), HasSubstr("node host: cannot set a sysctl: "));
}

}  // namespace
}  // namespace edge::sim
