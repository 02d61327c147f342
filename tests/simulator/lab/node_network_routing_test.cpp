// Routes and policy rules of a NodeNetwork: the kernel decides as the computed network does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "simulator/faults/faults.hpp"
#include "simulator/faults/vpn/styles.hpp"
#include "simulator/lab/node_network.hpp"
#include "simulator/network/routing.hpp"
#include "simulator/topologies/site.hpp"
#include "simulator/topologies/topologies.hpp"
#include "tests/simulator/lab/ip_tells.hpp"

namespace edge::sim {
namespace {

using namespace edge::sim::test;
using ::testing::ElementsAre;

/// Two networks, a tunnel, every kind of route, every selector of rules.
Node intricate_node() {
  Node node = plain_node();
  node.interfaces[0].addresses.push_back(prefix_literal("172.31.0.1/32"));
  Route tunnelled, override, sourced;
  tunnelled.interface = override.interface = "tun0";
  tunnelled.table = 51820;
  override.destination = prefix_literal("10.1.0.9/16");  // host bits; replaces the connected one
  sourced = route_via("203.0.113.0/24", "192.168.1.1", "eth0");
  sourced.source = ip("192.168.1.11");
  sourced.metric = 50;
  auto loses = sourced;
  loses.gateway = ip("192.168.1.2");
  node.routes = {route_via("0.0.0.0/0", "192.168.1.1", "eth0"), tunnelled, override, sourced,
                 loses};
  const std::pair<const char*, RouteKind> kinds[] = {
      {"10.20.0.0/16", RouteKind::unreachable}, {"10.30.0.0/16", RouteKind::prohibit},
      {"10.40.0.0/16", RouteKind::blackhole}, {"10.50.0.0/16", RouteKind::throw_}};
  for (const auto& [destination, kind] : kinds) {
    Route route;
    route.destination = prefix_literal(destination);
    route.kind = kind;
    node.routes.push_back(route);
    route.table = 51820;
    route.metric = 7;
    node.routes.push_back(route);
  }
  PolicyRule refuse, suppress, unmarked, from;
  refuse.priority = 90;
  refuse.mark = 0x107;
  refuse.mark_mask = 0xff;
  refuse.unreachable = true;
  suppress.priority = unmarked.priority = 100;
  suppress.suppress_prefix_length = 0;
  unmarked.mark = 0xca6c;
  unmarked.invert = true;
  unmarked.table = 51820;
  from.priority = 80;
  from.source = prefix_literal("192.168.1.11/32");
  from.table = kMainTable;
  node.policy_rules = {suppress, unmarked, refuse, from};
  return node;
}

std::string told_by_kernel(const NetworkNamespace& where, const std::string& destination,
                           const std::string& source, std::uint32_t mark) {
  const auto text = run(where, "ip -j route get " + destination + " mark " + std::to_string(mark) +
                                   (source.empty() ? "" : " from " + source));
  const std::string complaint = "RTNETLINK answers: ";
  if (text.starts_with(complaint)) return text.substr(complaint.size(), text.find('\n') -
                                                                            complaint.size());
  const auto answer = json::parse(text).front();
  return word(answer, "dev", "") + word(answer, "gateway", " via ") +
         word(answer, "prefsrc", " src ");
}

std::string told_by_twin(const Routing& routing, const std::string& destination,
                         const std::string& source, std::uint32_t mark) {
  FlowKey flow{ip(destination), {}, mark};
  if (!source.empty()) flow.source = ip(source);
  const auto decision = routing.lookup(flow);
  if (!decision.usable()) return decision.error().message();
  auto text = decision.interface ? decision.interface->name : "lo";
  if (decision.gateway) text += " via " + decision.gateway->to_string();
  const auto chosen = routing.source_for(decision, ip(destination));
  return source.empty() && chosen ? text + " src " + chosen->to_string() : text;
}

void expect_same_decisions(const Node& node, const Lines& destinations, const Lines& sources,
                           const std::vector<std::uint32_t>& marks) {
  NodeNetwork network(node.name);
  network.realise(node, plug(network.where(), node));
  const Routing routing(node);
  for (const auto& destination : destinations) {
    for (const auto& source : sources) {
      for (const auto mark : marks) {
        EXPECT_EQ(told_by_kernel(network.where(), destination, source, mark),
                  told_by_twin(routing, destination, source, mark))
            << destination << " from '" << source << "' mark " << mark;
      }
    }
  }
}

TEST_F(NodeNetworkTest, DecidesAsTheComputedNetworkDoes) {
  expect_same_decisions(intricate_node(),
                        {"192.168.1.1", "192.168.1.10", "10.1.0.9", "10.8.0.1", "203.0.113.9",
                         "198.51.100.10", "10.20.0.1", "10.30.0.1", "10.40.0.1", "10.50.0.1",
                         "172.31.0.1"},
                        {"", "192.168.1.11", "10.8.0.6"}, {0, 0xca6c, 7});
}

TEST_F(NodeNetworkTest, DecidesAlikeUnderEachVpn) {
  const auto decide = [](const char* fault, const Parameters& with) {
    SCOPED_TRACE(std::string(fault) + " " + (with.empty() ? "" : with.begin()->second.text()));
    const auto changed =
        find_fault(fault_rows(), fault)->applied_to(find_topology("bridge")->built({}), with);
    expect_same_decisions(*find_node(changed, "host"),
                          {"198.51.100.10", "192.0.2.53", "192.168.1.1", "192.168.1.8",
                           "192.168.1.2", "172.18.0.2", "203.0.113.10", "10.8.0.1"},
                          {"", "192.168.1.10"}, {0, 51820, 0x80000});
  };
  for (const auto* style : vpn_styles()) {
    const Parameters with{{"style", std::string{style->name}}};
    decide("vpn-full-tunnel", with);
    decide("vpn-split-tunnel", with);
  }
  decide("kill-switch", {});
  decide("captures-module-subnet", {});
  decide("subnet-overlap", {});
}

TEST_F(NodeNetworkTest, RulesAndRoutesChangeToThoseWanted) {
  auto node = intricate_node();
  NodeNetwork network(node.name);
  const auto& where = network.where();
  const auto ports = plug(where, node);
  network.realise(node, ports);
  EXPECT_THAT(kernel_rules(where),
              ElementsAre(kOwnRules[0], "80: from 192.168.1.11 lookup 254",
                          "90: from all fwmark 0x107/0xff action 7",
                          "100: from all lookup 254 suppress 0",
                          "100: not from all fwmark 0xca6c lookup 51820", kOwnRules[1],
                          kOwnRules[2]));
  const auto routes = kernel_routes(where);
  EXPECT_THAT(routes, testing::SizeIs(14));
  EXPECT_THAT(routes, testing::Contains("10.1.0.0/16 dev tun0"));
  EXPECT_THAT(routes, testing::Contains("throw 10.50.0.0/16 metric 7 table 51820"));
  EXPECT_THAT(routes, testing::Contains("203.0.113.0/24 via 192.168.1.1 dev eth0 metric 50 "
                                        "src 192.168.1.11"));
  network.realise(node, ports);
  EXPECT_EQ(kernel_routes(where), routes);

  // Equal priorities keep the node's order; without its override the connected route is back.
  std::swap(node.policy_rules[0], node.policy_rules[1]);
  node.policy_rules.pop_back();
  std::erase_if(node.routes, [](const Route& route) { return route.interface == "tun0"; });
  network.realise(node, ports);
  EXPECT_THAT(kernel_rules(where),
              ElementsAre(kOwnRules[0], "90: from all fwmark 0x107/0xff action 7",
                          "100: not from all fwmark 0xca6c lookup 51820",
                          "100: from all lookup 254 suppress 0", kOwnRules[1], kOwnRules[2]));
  EXPECT_THAT(kernel_routes(where), testing::Contains("10.1.0.0/16 dev eth1 src 10.1.0.2"));
  EXPECT_THAT(kernel_routes(where), testing::SizeIs(13));

  Node plain = node;
  plain.policy_rules.clear();
  plain.routes.resize(1);
  plain.interfaces[0].addresses.resize(1);
  network.realise(plain, ports);
  expect_like(plain, where);
}

TEST_F(NodeNetworkTest, ATunnelMayBeGoneAlready) {
  const auto node = intricate_node();
  NodeNetwork network(node.name);
  network.realise(node, plug(network.where(), node));
  EXPECT_EQ(run(network.where(), "ip tuntap del dev tun0 mode tun"), "");
  Node without;
  without.name = node.name;
  without.interfaces = {node.interfaces[0]};
  without.interfaces[0].addresses.resize(1);
  network.realise(without, {});
  expect_like(without, network.where());
  network.realise(node, plug(network.where(), node));
  EXPECT_THAT(kernel_routes(network.where()), testing::SizeIs(14));
}

}  // namespace
}  // namespace edge::sim
