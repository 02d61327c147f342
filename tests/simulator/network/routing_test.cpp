// Routing decisions of single nodes, among them the exact rule sets of VPN clients
// (reference/peers-and-network-diagnosis.md, section 4).
#include "simulator/network/routing.hpp"

#include "tests/simulator/network/network_fixture.hpp"

namespace edge {
namespace {

using Kind = RouteDecision::Kind;

/// "eth0 via 192.168.1.1 from 192.168.1.5", "local from ...", or the kind of failure.
std::string way(const Node& node, const std::string& destination, std::uint32_t mark = 0,
                std::optional<IpAddress> from = std::nullopt) {
  const Routing routing(node);
  const RouteDecision decision = routing.lookup({ip(destination), from, mark});
  switch (decision.kind) {
    case Kind::unreachable: return "unreachable";
    case Kind::prohibit: return "prohibit";
    case Kind::blackhole: return "blackhole";
    case Kind::none: return "none";
    case Kind::local:
    case Kind::unicast: break;
  }
  std::string text = decision.interface ? decision.interface->name : "local";
  if (decision.gateway) text += " via " + decision.gateway->to_string();
  const auto source = routing.source_for(decision, ip(destination));
  return text + " from " + (source ? source->to_string() : "nothing");
}

/// A host with a LAN, a container bridge and a VPN device.
Node host() {
  Node made;
  made.name = "host";
  made.interfaces = {interface("eth0", "192.168.1.5/24"),
                     interface("br0", "172.18.0.1/16", InterfaceKind::bridge),
                     interface("tun0", "10.8.0.6/24", InterfaceKind::tun)};
  made.routes = {via("0.0.0.0/0", "192.168.1.1", "eth0")};
  return made;
}

PolicyRule policy(int priority, int table) {
  PolicyRule made;
  made.priority = priority;
  made.table = table;
  return made;
}

PolicyRule marked(int priority, std::uint32_t mark, std::uint32_t mask, int table) {
  PolicyRule made = policy(priority, table);
  made.mark = mark;
  made.mark_mask = mask;
  return made;
}

Route in_table(Route route, int table) {
  route.table = table;
  return route;
}

TEST(Routing, ConnectedLocalAndDefaultRoutes) {
  EXPECT_EQ(way(host(), "198.51.100.7"), "eth0 via 192.168.1.1 from 192.168.1.5");
  EXPECT_EQ(way(host(), "172.18.0.2"), "br0 from 172.18.0.1");
  EXPECT_EQ(way(host(), "172.18.0.1"), "local from 172.18.0.1");
  EXPECT_EQ(way(host(), "127.0.0.11"), "local from 127.0.0.1");
  EXPECT_EQ(way(host(), "::1"), "local from ::1");
  EXPECT_EQ(way(host(), "2001:db8::1"), "none");
}

TEST(Routing, TheLongestPrefixWinsThenTheLowestMetric) {
  Node node = host();
  Route vpn = on_link("0.0.0.0/0", "tun0");
  vpn.metric = 50;
  node.routes[0].metric = 100;
  node.routes.push_back(vpn);
  node.routes.push_back(via("198.51.100.7/32", "192.168.1.254", "eth0"));
  EXPECT_EQ(way(node, "198.51.100.7"), "eth0 via 192.168.1.254 from 192.168.1.5");
  EXPECT_EQ(way(node, "198.51.100.8"), "tun0 from 10.8.0.6");
}

TEST(Routing, ARouteOfTheTopologyReplacesTheConnectedOne) {
  Node node = host();
  node.routes.push_back(on_link("172.18.0.0/16", "tun0"));
  EXPECT_EQ(way(node, "172.18.0.2"), "tun0 from 10.8.0.6");
}

TEST(Routing, KindsThatAreNoWay) {
  Node node = host();
  node.routes.push_back(special("198.51.100.0/24", RouteKind::unreachable));
  node.routes.push_back(special("198.51.101.0/24", RouteKind::prohibit));
  node.routes.push_back(special("198.51.102.0/24", RouteKind::blackhole));
  node.routes.push_back(special("198.51.103.0/24", RouteKind::throw_));
  EXPECT_EQ(way(node, "198.51.100.1"), "unreachable");
  EXPECT_EQ(way(node, "198.51.101.1"), "prohibit");
  EXPECT_EQ(way(node, "198.51.102.1"), "blackhole");
  EXPECT_EQ(way(node, "198.51.103.1"), "none") << "throw leaves the table; the next one is empty";
}

TEST(Routing, LocalErrorsAreLinuxS) {
  TestNet net([] {
    Topology topology;
    Node node = host();
    node.routes = {special("198.51.100.0/24", RouteKind::unreachable),
                   special("198.51.101.0/24", RouteKind::prohibit),
                   special("198.51.102.0/24", RouteKind::blackhole)};
    topology.nodes = {node};
    return topology;
  }());
  using namespace boost::system;
  const std::pair<const char*, errc::errc_t> rows[] = {
      {"198.51.100.1", errc::host_unreachable},
      {"198.51.101.1", errc::permission_denied},
      {"198.51.102.1", errc::invalid_argument},
      {"203.0.113.1", errc::network_unreachable},
  };
  for (const auto& [destination, expected] : rows) {
    EXPECT_EQ(net.network.route("host", ip(destination), {}, 0).error, expected) << destination;
    const Packet packet = syn("192.168.1.5:40000", std::string(destination) + ":5671");
    EXPECT_EQ(net.send("host", packet), expected) << destination;
  }
  EXPECT_EQ(net.network.route("host", ip("172.18.0.2"), ip("192.0.2.1"), 0).error,
            errc::network_unreachable)
      << "not an own address";
  EXPECT_EQ(net.network.route("host", ip("172.18.0.2"), {}, 0).source, ip("172.18.0.1"));
}

TEST(Routing, AnInterfaceThatIsDownLosesItsRoutesButNotItsAddresses) {
  Node node = host();
  node.interfaces[0].up = false;
  EXPECT_EQ(way(node, "198.51.100.7"), "none");
  EXPECT_EQ(way(node, "192.168.1.1"), "none");
  EXPECT_EQ(way(node, "192.168.1.5"), "local from 192.168.1.5");
}

TEST(Routing, TheSourceSuitsTheGateway) {
  Node node = host();
  node.interfaces[0].addresses.push_back(prefix_literal("203.0.113.5/24"));
  node.routes.push_back(via("198.51.100.0/24", "203.0.113.1", "eth0"));
  EXPECT_EQ(way(node, "198.51.100.7"), "eth0 via 203.0.113.1 from 203.0.113.5");
  EXPECT_EQ(way(node, "192.0.2.1"), "eth0 via 192.168.1.1 from 192.168.1.5");
  Route preferred = on_link("192.0.2.0/24", "eth0");
  preferred.source = ip("203.0.113.5");
  node.routes.push_back(preferred);
  EXPECT_EQ(way(node, "192.0.2.1"), "eth0 from 203.0.113.5");
}

TEST(Routing, AnUnnumberedInterfaceBorrowsAnAddress) {
  Node node = host();
  node.interfaces[2].addresses.clear();
  node.routes.push_back(on_link("198.51.100.0/24", "tun0"));
  EXPECT_EQ(way(node, "198.51.100.7"), "tun0 from 192.168.1.5");
}

TEST(Routing, OpenvpnDef1) {
  Node node = host();
  node.routes.push_back(via("198.51.100.7/32", "192.168.1.1", "eth0"));
  node.routes.push_back(via("0.0.0.0/1", "10.8.0.1", "tun0"));
  node.routes.push_back(via("128.0.0.0/1", "10.8.0.1", "tun0"));
  EXPECT_EQ(way(node, "198.51.100.7"), "eth0 via 192.168.1.1 from 192.168.1.5");
  EXPECT_EQ(way(node, "198.51.100.10"), "tun0 via 10.8.0.1 from 10.8.0.6");
  EXPECT_EQ(way(node, "20.1.2.3"), "tun0 via 10.8.0.1 from 10.8.0.6");
  EXPECT_EQ(way(node, "172.18.0.2"), "br0 from 172.18.0.1") << "the bridge is longer";
}

TEST(Routing, WgQuick) {
  Node node = host();
  PolicyRule unmarked = marked(32764, 51820, 0xffffffff, 51820);
  unmarked.invert = true;
  PolicyRule main_but_default = policy(32763, kMainTable);
  main_but_default.suppress_prefix_length = 0;
  node.policy_rules = {unmarked, main_but_default};
  node.routes.push_back(in_table(on_link("0.0.0.0/0", "tun0"), 51820));
  EXPECT_EQ(way(node, "198.51.100.7"), "tun0 from 10.8.0.6");
  EXPECT_EQ(way(node, "198.51.100.7", 51820), "eth0 via 192.168.1.1 from 192.168.1.5");
  EXPECT_EQ(way(node, "192.168.1.77"), "eth0 from 192.168.1.5") << "longer than 0: not suppressed";
  EXPECT_EQ(way(node, "172.18.0.2"), "br0 from 172.18.0.1");
}

TEST(Routing, ARuleOfMainsOwnPriorityComesBehindIt) {
  Node node = host();
  node.policy_rules = {policy(32766, 100)};
  node.routes.push_back(in_table(on_link("0.0.0.0/0", "tun0"), 100));
  EXPECT_EQ(way(node, "198.51.100.7"), "eth0 via 192.168.1.1 from 192.168.1.5");
}

TEST(Routing, Tailscale) {
  Node node = host();
  PolicyRule no_way = marked(5250, 0x80000, 0xff0000, 0);
  no_way.unreachable = true;
  node.policy_rules = {marked(5210, 0x80000, 0xff0000, kMainTable),
                       marked(5230, 0x80000, 0xff0000, kDefaultTable), no_way, policy(5270, 52)};
  node.routes.push_back(in_table(on_link("0.0.0.0/0", "tun0"), 52));
  EXPECT_EQ(way(node, "198.51.100.7"), "tun0 from 10.8.0.6");
  EXPECT_EQ(way(node, "198.51.100.7", 0x80000), "eth0 via 192.168.1.1 from 192.168.1.5");
  EXPECT_EQ(way(node, "198.51.100.7", 0x80001), "eth0 via 192.168.1.1 from 192.168.1.5") << "mask";
  EXPECT_EQ(way(node, "172.18.0.2"), "tun0 from 10.8.0.6") << "table 52 beats the bridge";
  node.routes.push_back(in_table(special("172.18.0.0/16", RouteKind::throw_), 52));
  EXPECT_EQ(way(node, "172.18.0.2"), "br0 from 172.18.0.1");
  node.routes.erase(node.routes.begin());
  EXPECT_EQ(way(node, "198.51.100.7", 0x80000), "none") << "5250 answers, 5270 is not reached";
}

TEST(Routing, StrongswanTable220) {
  Node node = host();
  node.interfaces[0].addresses.push_back(prefix_literal("10.10.0.5/32"));
  Route forced = in_table(via("0.0.0.0/0", "192.168.1.1", "eth0"), 220);
  forced.source = ip("10.10.0.5");
  node.routes.push_back(forced);
  node.policy_rules = {policy(220, 220)};
  EXPECT_EQ(way(node, "198.51.100.7"), "eth0 via 192.168.1.1 from 10.10.0.5");
  EXPECT_EQ(way(node, "172.18.0.2"), "eth0 via 192.168.1.1 from 10.10.0.5");
}

TEST(Routing, ASourceSelectorNeedsASource) {
  Node node = host();
  PolicyRule from_lan = policy(100, 100);
  from_lan.source = prefix_literal("192.168.1.0/24");
  node.policy_rules = {from_lan};
  node.routes.push_back(in_table(on_link("0.0.0.0/0", "tun0"), 100));
  EXPECT_EQ(way(node, "198.51.100.7"), "eth0 via 192.168.1.1 from 192.168.1.5");
  EXPECT_EQ(way(node, "198.51.100.7", 0, ip("192.168.1.5")), "tun0 from 10.8.0.6");
  EXPECT_EQ(way(node, "198.51.100.7", 0, ip("172.18.0.1")),
            "eth0 via 192.168.1.1 from 192.168.1.5");
}

}  // namespace
}  // namespace edge
