// Path MTU: who says a packet is too big, who learns from it, and what simply vanishes.
#include "tests/simulator/network/network_fixture.hpp"

namespace edge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;

const std::string kMtuClient = "10.0.1.2:40000";

/// 28 bytes of headers.
Packet datagram(int size, const std::string& port = "53") {
  return udp(kMtuClient, "10.0.3.2:" + port, static_cast<std::size_t>(size - 28));
}

Topology narrow() {
  Topology topology = chain();
  node(topology, "r1").interfaces[1].mtu = 1300;
  return topology;
}

TEST(NetworkMtu, ARouterAnswersWithTheNextHopMtuAndTheSenderLearnsIt) {
  TestNet net(narrow());
  EXPECT_EQ(net.network.route("client", ip("10.0.3.2"), {}, 0).mtu, 1500);
  EXPECT_FALSE(net.send("client", datagram(1301)));
  EXPECT_THAT(net.run(), ElementsAre("2.000ms client: icmp 3/4 10.0.1.1>10.0.1.2 about udp "
                                     "10.0.1.2:40000>10.0.3.2:53"));
  EXPECT_EQ(std::get<IcmpMessage>(net.received[0].payload).next_hop_mtu, 1300);
  EXPECT_EQ(net.network.route("client", ip("10.0.3.2"), {}, 0).mtu, 1300);
  EXPECT_EQ(net.network.route("client", ip("10.0.2.2"), {}, 0).mtu, 1500) << "another destination";
  EXPECT_EQ(net.send("client", datagram(1301)), boost::system::errc::message_size);
  EXPECT_FALSE(net.send("client", datagram(1300)));
  EXPECT_THAT(net.run(), SizeIs(1));
}

TEST(NetworkMtu, WhatWasLearntIsForgottenAfterTenMinutes) {
  TestNet net(narrow());
  net.send("client", datagram(1301));
  net.run();
  net.loop.in(601s, [] {});
  net.run();
  EXPECT_EQ(net.network.route("client", ip("10.0.3.2"), {}, 0).mtu, 1500);
}

TEST(NetworkMtu, APacketThatMayBeFragmentedPasses) {
  TestNet net(narrow());
  Packet packet = datagram(1400);
  packet.dont_fragment = false;
  EXPECT_FALSE(net.send("client", packet));
  packet = datagram(9000);
  packet.dont_fragment = false;
  EXPECT_FALSE(net.send("client", packet));
  EXPECT_THAT(net.run(), SizeIs(2));
}

TEST(NetworkMtu, ALocalSegmentTooBigForItsInterfaceIsAnsweredByTheOwnNode) {
  Topology topology = chain();
  node(topology, "client").interfaces[0].mtu = 1400;
  TestNet net(topology);
  Packet packet = syn(kMtuClient, "10.0.3.2:5671");
  std::get<TcpSegment>(packet.payload).data.resize(1400);
  EXPECT_EQ(net.send("client", packet), boost::system::errc::message_size);
  EXPECT_THAT(net.run(), ElementsAre("0.000ms client: icmp 3/4 10.0.1.2>10.0.1.2 about tcp "
                                     "10.0.1.2:40000>10.0.3.2:5671"));
}

TEST(NetworkMtu, AMutedRouterMakesABlackHole) {
  Topology topology = narrow();
  node(topology, "r1").icmp_errors = false;
  TestNet net(topology);
  net.send("client", datagram(1301));
  EXPECT_THAT(net.run(), IsEmpty());
}

TEST(NetworkMtu, AWireThatIsNarrowerThanItsInterfacesMakesOneToo) {
  Topology topology = chain();
  topology.wires[1].mtu = 1300;
  TestNet net(topology);
  net.send("client", datagram(1301));
  net.send("client", datagram(1300));
  EXPECT_THAT(net.run(), SizeIs(1));
}

TEST(NetworkMtu, ErrorsAboutSizeAreNotLimited) {
  TestNet net(narrow());
  for (int i = 0; i < 20; ++i) net.send("client", datagram(1301, std::to_string(1000 + i)));
  EXPECT_THAT(net.run(), SizeIs(20));
}

}  // namespace
}  // namespace edge
