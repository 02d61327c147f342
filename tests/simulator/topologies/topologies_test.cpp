#include "simulator/topologies/topologies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "simulator/faults/faults.hpp"
#include "simulator/network/contradictions.hpp"
#include "simulator/network/routing.hpp"
#include "simulator/network/segments.hpp"
#include "simulator/topologies/site.hpp"
#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/parameters.hpp"

namespace edge::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Topologies, EachRowBuildsANetworkWithoutContradictions) {
  for (const auto& row : topology_rows()) {
    const auto topology = row.built({});
    EXPECT_EQ(topology.name, row.name);
    EXPECT_THAT(contradictions(topology), IsEmpty()) << row.name;
    EXPECT_EQ(topology.starts_at, documented_second());
    EXPECT_EQ(topology, row.built({})) << "the same parameters give the same network";
  }
}

TEST(Topologies, TheProbeRunsInTheFirstNode) {
  EXPECT_EQ(find_topology("direct")->built({}).nodes.front().name, "device");
  EXPECT_EQ(find_topology("bridge")->built({}).nodes.front().name, "module");
  EXPECT_EQ(find_topology("mesh"), nullptr);
}

TEST(Topologies, TheBridgeHasTheEnginesResolverOrTheHostsCopiedOne) {
  const auto* row = find_topology("bridge");
  const auto embedded = row->built({});
  EXPECT_EQ(to_string(embedded.nodes.front().resolver.servers.front()), "127.0.0.11:53");
  EXPECT_EQ(embedded.services.back().name, "engine-dns");
  const auto copied = row->built({{"dns", "copied"}});
  EXPECT_EQ(to_string(copied.nodes.front().resolver.servers.front()), "192.168.1.1:53");
  EXPECT_NE(copied.services.back().name, "engine-dns");
}

TEST(Topologies, ParametersAreChecked) {
  EXPECT_THROW(find_topology("direct")->built({{"dns", "copied"}}), std::invalid_argument);
  EXPECT_THROW(find_topology("bridge")->built({{"dns", "none"}}), std::invalid_argument);
}

/// Who passes packets on from the probe's node to `destination`, by their routes.
std::vector<std::string> way_to(const Topology& topology, const IpAddress& destination) {
  const Segments segments(topology);
  std::vector<std::string> names;
  const Node* at = &topology.nodes.front();
  while (at && names.size() < topology.nodes.size()) {
    names.push_back(at->name);
    const auto route = Routing(*at).lookup({destination, {}, 0});
    if (route.kind != RouteDecision::Kind::unicast) break;
    const auto next = route.gateway.value_or(destination);
    at = segments.owner({at->name, route.interface->name}, next);
  }
  return names;
}

TEST(Topologies, RoutesLeadToTheHubOrToTheParentThatServesAsOne) {
  const std::vector<std::string> usual{"module", "host", "site-router", "isp", "internet", "hub"};
  for (const auto* name : {"bridge", "nat", "site-proxy", "dual-uplink"}) {
    EXPECT_THAT(way_to(find_topology(name)->built({}), ip(kHubAddress)),
                ElementsAreArray(usual)) << name;
  }
  EXPECT_THAT(way_to(find_topology("direct")->built({}), ip(kHubAddress)),
              ElementsAre("device", "site-router", "isp", "internet", "hub"));
  const auto nested = find_topology("nested")->built({});
  EXPECT_THAT(way_to(nested, ip("10.20.0.4")), ElementsAre("module", "host", "parent"));
  EXPECT_THAT(way_to(nested, ip(kHubAddress)), ElementsAre("module", "host", "plant-router"));
}

TEST(Topologies, ASecondUplinkIsTakenOnceTheFirstOnesRouteHasGone) {
  auto topology = find_topology("dual-uplink")->built({});
  std::erase_if(topology.nodes[1].routes,
                [](const Route& route) { return route.interface == "eth0"; });
  EXPECT_THAT(way_to(topology, ip(kHubAddress)),
              ElementsAre("module", "host", "lte-router", "carrier", "internet", "hub"));
}

/// What a VPN's adapter of a lower metric does on Windows, and an older route of a higher one not.
TEST(Topologies, TheUplinkOfANatNetworkIsChosenByMetric) {
  auto topology = find_topology("nat")->built({});
  EXPECT_EQ(topology.nodes[1].interfaces.front().name, "vEthernet(nat)");
  auto other = topology.nodes[1].routes.front();
  other.gateway = ip("192.168.1.8");
  other.metric = 75;
  topology.nodes[1].routes.push_back(other);
  EXPECT_EQ(way_to(topology, ip(kHubAddress))[2], "site-router");
  topology.nodes[1].routes.back().metric = 1;
  EXPECT_EQ(way_to(topology, ip(kHubAddress))[2], "proxy");
}

TEST(Topologies, TheModuleNetworkCanBeAnother) {
  const auto topology = find_topology("bridge")->built({{"module-network", "10.9.8.0/24"}});
  EXPECT_EQ(to_string(topology.nodes[0].interfaces[0].addresses[0]), "10.9.8.2/24");
  EXPECT_EQ(to_string(topology.nodes[1].interfaces[0].addresses[0]), "10.9.8.1/24");
  EXPECT_EQ(topology.nodes[1].rules[0].match.source, prefix_literal("10.9.8.0/24"));
  for (const auto* bad :
       {"10.9.8.1/24", "10.9.8.0/31", "10.0.0.0/7", "fd00::/64", "10.9.8.0", "x"}) {
    EXPECT_THROW(find_topology("nat")->built({{"module-network", bad}}), ParameterError) << bad;
  }
}

TEST(Topologies, OnlyTheBridgeReachesAModuleAtItsOwnAddress) {
  for (const auto* name : {"bridge", "dual-uplink", "nested", "site-proxy"}) {
    const auto topology = find_topology(name)->built({{"module-network", "10.9.8.0/24"}});
    const auto& rule = topology.nodes[1].rules.back();
    EXPECT_EQ(rule.hook, Hook::prerouting) << name;
    EXPECT_EQ(rule.priority, kRaw) << name;
    EXPECT_EQ(rule.match.destination, prefix_literal("10.9.8.2/32")) << name;
    EXPECT_EQ(rule.match.not_in_interface, "br-azure-iot") << name;
    EXPECT_EQ(rule.action, Action{Drop{}}) << name;
  }
}

TEST(Topologies, TheWiresToTheHubTake10MsOneWay) {
  for (const auto* name : {"direct", "bridge", "nat", "site-proxy"}) {
    Duration one_way{};
    for (const auto& wire : find_topology(name)->built({}).wires) {
      const bool aside = wire.b.node == "dns" || wire.b.node == "vpn-gateway" ||
                         wire.b.node == "proxy";
      if (!aside) one_way += wire.delay;
    }
    EXPECT_EQ(one_way, std::chrono::milliseconds{10}) << name;
  }
}

std::vector<std::string> sentences(const Topology& topology) {
  std::vector<std::string> said;
  for (const auto& each : contradictions(topology)) said.push_back(each.what);
  return said;
}

/// As in real sites: a bridge on the LAN's own network, with the address of the LAN's router.
TEST(Validate, AllowsWhatTheKernelAllows) {
  auto topology = find_topology("bridge")->built({});
  topology.nodes[0].interfaces[0].addresses = {prefix_literal("192.168.1.2/24")};
  topology.nodes[0].routes[0].gateway = ip("192.168.1.1");
  topology.nodes[1].interfaces[0].addresses = {prefix_literal("192.168.1.1/24")};
  EXPECT_THAT(sentences(topology), IsEmpty());
  topology.nodes[1].interfaces[1].addresses = {prefix_literal("192.168.1.8/24")};
  EXPECT_THAT(sentences(topology),
              ElementsAre(HasSubstr("proxy/eth0: 192.168.1.8 is another interface's address")))
      << "over the router's switch ports";
}

TEST(Validate, NamesEachContradiction) {
  const auto broken = [](auto change) {
    auto topology = find_topology("bridge")->built({});
    change(topology);
    return sentences(topology);
  };
  EXPECT_THAT(broken([](auto& t) { t.nodes[0].interfaces[0].addresses[0] =
                                       prefix_literal("172.18.0.1/16"); }),
              Contains(HasSubstr("host/br-azure-iot: 172.18.0.1 is another interface's")));
  EXPECT_THAT(broken([](auto& t) { t.nodes[1].interfaces[1].addresses.push_back(
                                       prefix_literal("172.18.9.1/24")); }),
              IsEmpty()) << "a second network that the other end is not on";
  EXPECT_THAT(broken([](auto& t) { t.nodes[1].interfaces[1].addresses = {
                                       prefix_literal("172.18.9.1/24")}; }),
              Contains(HasSubstr("share no network")));
  EXPECT_THAT(broken([](auto& t) { t.nodes[0].interfaces[0].addresses[0] =
                                       prefix_literal("172.18.255.255/16"); }),
              ElementsAre("module/eth0: 172.18.255.255/16 is its network's own or broadcast "
                          "address"));
  EXPECT_THAT(broken([](auto& t) { t.nodes[0].routes[0].source = ip("172.18.0.9"); }),
              ElementsAre("module: the source 172.18.0.9 of 0.0.0.0/0 is no address of this "
                          "node"));
  EXPECT_THAT(broken([](auto& t) { t.nodes[1].route_guard = std::chrono::microseconds{1}; }),
              ElementsAre(HasSubstr("more often than every 10 ms")));
  EXPECT_THAT(broken([](auto& t) { t.nodes[0].resolver.servers = {{ip("0.0.0.0"), 53}}; }),
              ElementsAre("module: the name server 0.0.0.0 is no host's address"));
  EXPECT_THAT(broken([](auto& t) {
                Rule rule;
                rule.hook = Hook::prerouting;
                rule.priority = kDestinationNat;
                rule.action = DestinationNat{{ip("127.0.0.1"), 80}};
                t.nodes[1].rules = {rule};
              }),
              ElementsAre(HasSubstr("packets cannot go to 127.0.0.1:80 instead: it is a loop")));
  EXPECT_THAT(broken([](auto& t) { t.nodes[1].routes[0].gateway = ip("192.168.1.10"); }),
              ElementsAre("host: the gateway 192.168.1.10 of 0.0.0.0/0 is the node's own address"));
  EXPECT_THAT(broken([](auto& t) { t.nodes[0].routes[0].gateway = ip("172.19.0.1"); }),
              ElementsAre(HasSubstr("module: the gateway 172.19.0.1 of 0.0.0.0/0 is not on eth0")));
  EXPECT_THAT(broken([](auto& t) { t.nodes[1].rules[0].match.out_interface = "docker9"; }),
              ElementsAre(HasSubstr("names unknown interface 'docker9'")));
  EXPECT_THAT(broken([](auto& t) { t.services[0].address = ip("198.51.100.11"); }),
              ElementsAre(HasSubstr("198.51.100.11, which hub does not have")));
  EXPECT_THAT(broken([](auto& t) { t.wires[0].a.node = "modul"; }),
              ElementsAre(HasSubstr("there is no node 'modul'")));
  EXPECT_THAT(broken([](Topology& t) {
                t.services.back().as<DnsService>().upstream_node = "engine";
              }),
              ElementsAre(HasSubstr("asks from unknown node 'engine'")));
}

TEST(Validate, AnInterfaceHasTheAddressOfAHost) {
  const auto said_of = [](const char* address) {
    auto topology = find_topology("bridge")->built({});
    topology.nodes[1].interfaces[1].addresses.push_back(prefix_literal(address));
    return sentences(topology);
  };
  EXPECT_THAT(said_of("224.0.0.5/24"), ElementsAre(HasSubstr("224.0.0.5/24 is a multicast")));
  EXPECT_THAT(said_of("127.0.0.5/8"), ElementsAre(HasSubstr("a loopback address")));
  EXPECT_THAT(said_of("255.255.255.255/32"), ElementsAre(HasSubstr("the broadcast address")));
  EXPECT_THAT(said_of("0.0.0.5/24"), ElementsAre(HasSubstr("no host's address")));
  EXPECT_THAT(said_of("192.0.2.5/0"), ElementsAre(HasSubstr("in a network of every address")));
  EXPECT_THAT(said_of("240.0.0.5/24"), IsEmpty()) << "reserved; Linux takes it";
}

TEST(Validate, ATunnelHasItsSocketToItself) {
  const auto said_of = [](const char* address, std::uint16_t port) {
    auto topology = find_topology("bridge")->built({});
    auto& router = *std::ranges::find(topology.nodes, "site-router", &Node::name);
    Interface tun;
    tun.name = "tun0";
    tun.kind = InterfaceKind::tun;
    router.interfaces.push_back(tun);
    router.tunnels.push_back({"tun0", {ip(address), port}, {}});
    return sentences(topology);
  };
  EXPECT_THAT(said_of("0.0.0.0", 1194), IsEmpty());
  EXPECT_THAT(said_of("192.168.1.1", 1194), IsEmpty());
  EXPECT_THAT(said_of("0.0.0.0", 53), ElementsAre("site-router: UDP port 53 of a tunnel's socket "
                                                  "is taken"));
  EXPECT_THAT(said_of("192.168.1.9", 1194), ElementsAre(HasSubstr("is no address of this node")));
}

/// The site router sends the hub's packets back to the host.
Topology with_a_circle() {
  auto topology = find_topology("bridge")->built({});
  auto& router = *std::ranges::find(topology.nodes, "site-router", &Node::name);
  router.routes.push_back(route_via("198.51.100.0/24", "192.168.1.10", "lan"));
  return topology;
}

TEST(Validate, RefusesACircleOfGateways) {
  EXPECT_THAT(sentences(with_a_circle()),
              ElementsAre("packets for 198.51.100.10 go in a circle: host > site-router > host"));
}

TEST(Validate, LetsATunnelLeadIntoItselfAndAWayEndWhereNobodyForwards) {
  auto looping = find_fault(fault_rows(), "vpn-full-tunnel")
                     ->applied_to(find_topology("bridge")->built({}), {{"egress", "pass"}});
  std::erase_if(looping.nodes[1].routes,
                [](const Route& route) { return route.destination.length == 32; });
  EXPECT_THAT(sentences(looping), IsEmpty());
  auto dead = with_a_circle();
  std::ranges::find(dead.nodes, "site-router", &Node::name)->sysctls.ip_forward = false;
  EXPECT_THAT(sentences(dead), IsEmpty());
}

TEST(Validate, LetsNetworksOverlapAsTheKernelDoesButNoTwoMachinesOfALanBeOne) {
  const auto overlapping = find_topology("bridge")->built({{"module-network", "192.168.0.0/16"}});
  EXPECT_THAT(sentences(overlapping), IsEmpty());
  auto twins = find_topology("bridge")->built({});
  std::ranges::find(twins.nodes, "proxy", &Node::name)->interfaces[0].addresses[0] =
      prefix_literal("192.168.1.10/24");
  std::erase_if(twins.services, [](const Service& service) { return service.name == "proxy"; });
  EXPECT_THAT(sentences(twins),
              ElementsAre("proxy/eth0: 192.168.1.10 is another interface's address too"));
}

}  // namespace
}  // namespace edge::sim
