// Neighbours that do not answer, links that are down, and bridges between neighbours.
#include "tests/simulator/network/network_fixture.hpp"

namespace edge {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using namespace std::chrono_literals;

TEST(NetworkNeighbour, NobodyOnTheOwnLanOwnAddressAnswersAfter3S) {
  TestNet net(chain());
  EXPECT_FALSE(net.send("client", syn("10.0.1.2:40000", "10.0.1.77:5671")));
  EXPECT_THAT(net.run(), ElementsAre("3000.000ms client: icmp 3/1 10.0.1.2>10.0.1.2 about tcp "
                                     "10.0.1.2:40000>10.0.1.77:5671"));
}

TEST(NetworkNeighbour, NobodyOnTheFarLanTheLastRouterAnswers3SLater) {
  TestNet net(chain());
  net.send("client", syn("10.0.1.2:40000", "10.0.3.77:5671"));
  EXPECT_THAT(net.run(), ElementsAre("3004.000ms client: icmp 3/1 10.0.2.2>10.0.1.2 about tcp "
                                     "10.0.1.2:40000>10.0.3.77:5671"));
}

TEST(NetworkNeighbour, BehindATranslationTheErrorStillFindsTheModule) {
  Topology topology = nat_chain();
  node(topology, "host").routes = {via("0.0.0.0/0", "10.0.1.99", "eth0")};
  TestNet net(topology);
  net.send("client", syn("172.18.0.2:40000", "10.0.3.2:5671"));
  EXPECT_THAT(net.run(), ElementsAre("3002.000ms client: icmp 3/1 10.0.1.2>172.18.0.2 about tcp "
                                     "172.18.0.2:40000>10.0.3.2:5671"));
}

TEST(NetworkNeighbour, ADeadWireLooksTheSame) {
  Topology topology = chain();
  topology.wires[0].up = false;
  TestNet net(topology);
  net.send("client", syn("10.0.1.2:40000", "10.0.3.2:5671"));
  EXPECT_THAT(net.run(), ElementsAre("3000.000ms client: icmp 3/1 10.0.1.2>10.0.1.2 about tcp "
                                     "10.0.1.2:40000>10.0.3.2:5671"));
}

TEST(NetworkNeighbour, AHundredAndOnePacketsWaitAndTheOldestGivesWay) {
  TestNet net(chain());
  for (int i = 0; i < 103; ++i) {
    net.send("client", syn("10.0.1.2:" + std::to_string(40000 + i), "10.0.1.77:5671"));
  }
  const auto errors = net.run();
  ASSERT_THAT(errors, SizeIs(101));
  const std::string error = "3000.000ms client: icmp 3/1 10.0.1.2>10.0.1.2 about tcp 10.0.1.2:";
  EXPECT_EQ(errors.front(), error + "40002>10.0.1.77:5671");
  EXPECT_EQ(errors.back(), error + "40102>10.0.1.77:5671");
}

TEST(NetworkNeighbour, WaitingPacketsLeaveWhenTheNeighbourAppears) {
  Topology dead = chain();
  dead.wires[0].up = false;
  TestNet net(dead);
  net.send("client", syn("10.0.1.2:40000", "10.0.3.2:5671"));
  net.change_at(1500ms, chain());
  net.send_at(1600ms, "client", syn("10.0.1.2:40001", "10.0.3.2:5671"));
  EXPECT_THAT(net.run(), ElementsAre("2003.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671",
                                     "2003.000ms server: tcp syn 10.0.1.2:40001>10.0.3.2:5671"));
}

TEST(NetworkNeighbour, AfterAFailureResolutionBeginsAgain) {
  TestNet net(chain());
  net.send("client", syn("10.0.1.2:40000", "10.0.1.77:5671"));
  net.send_at(10s, "client", syn("10.0.1.2:40001", "10.0.1.77:5671"));
  EXPECT_THAT(net.run(), ElementsAre("3000.000ms client: icmp 3/1 10.0.1.2>10.0.1.2 about tcp "
                                     "10.0.1.2:40000>10.0.1.77:5671",
                                     "13000.000ms client: icmp 3/1 10.0.1.2>10.0.1.2 about tcp "
                                     "10.0.1.2:40001>10.0.1.77:5671"));
}

TEST(NetworkNeighbour, ANodeAnswersForAllItsAddressesOnEveryPort) {
  Topology topology = chain();
  node(topology, "client").routes.push_back(on_link("10.0.2.1/32", "eth0"));
  TestNet net(topology);
  net.send("client", syn("10.0.1.2:40000", "10.0.2.1:22"));
  EXPECT_THAT(net.run(), ElementsAre("1.000ms r1: tcp syn 10.0.1.2:40000>10.0.2.1:22"));
}

TEST(NetworkNeighbour, ABridgeSwitchesBetweenItsWires) {
  Topology topology = nat_chain();
  Node other = node(topology, "client");
  other.name = "other";
  other.interfaces = {interface("eth0", "172.18.0.3/16")};
  topology.nodes.push_back(other);
  topology.wires.push_back(wire("other", "eth0", "host", "br0"));
  node(topology, "host").sysctls.ip_forward = false;  // a bridge does not route
  TestNet net(topology);
  net.answers("other");
  net.send("client", syn("172.18.0.2:40000", "172.18.0.3:80"));
  net.send("client", syn("172.18.0.2:40000", "172.18.0.4:80"));
  EXPECT_THAT(net.run(),
              ElementsAre("2.000ms other: tcp syn 172.18.0.2:40000>172.18.0.3:80",
                          "4.000ms client: tcp syn ack 172.18.0.3:80>172.18.0.2:40000",
                          "3000.000ms client: icmp 3/1 172.18.0.2>172.18.0.2 about tcp "
                          "172.18.0.2:40000>172.18.0.4:80"));
  EXPECT_EQ(net.received[0].ttl, 64);
}

TEST(NetworkNeighbour, BridgesInARingEndTheSearch) {
  Topology topology;
  for (const std::string name : {"a", "b", "c"}) {
    Node bridge;
    bridge.name = name;
    bridge.interfaces = {interface("br0", "", InterfaceKind::bridge)};
    topology.nodes.push_back(bridge);
  }
  topology.nodes[0].interfaces[0].addresses = {prefix_literal("192.0.2.1/24")};
  topology.wires = {wire("a", "br0", "b", "br0"), wire("b", "br0", "c", "br0"),
                    wire("c", "br0", "a", "br0")};
  TestNet net(topology);
  net.send("a", syn("192.0.2.1:40000", "192.0.2.77:80"));
  EXPECT_THAT(net.run(), SizeIs(1));
}

TEST(NetworkNeighbour, MoreThan1024MissingNeighboursLosePacketsSilently) {
  Topology topology = chain();
  node(topology, "client").routes.push_back(on_link("198.18.0.0/15", "eth0"));
  TestNet net(topology);
  for (int i = 0; i < 1100; ++i) {
    const std::string host =
        "198.18." + std::to_string(i / 250) + "." + std::to_string(1 + i % 250);
    net.send("client", udp("10.0.1.2:40000", host + ":53"));
  }
  EXPECT_THAT(net.run(), SizeIs(1024));
}

}  // namespace
}  // namespace edge
