// A topology that changes while packets fly.
#include "tests/simulator/network/network_fixture.hpp"

namespace edge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

const std::string kClientBefore = "10.0.1.2:40000";
const std::string kServerBefore = "10.0.3.2:5671";

TEST(NetworkChange, PacketsOnTheWayMeetTheNewRules) {
  Topology blocked = chain();
  node(blocked, "r2").rules = {rule(Hook::forward, {}, Drop{})};
  TestNet net(chain());
  net.send("client", syn(kClientBefore, kServerBefore));
  net.send_at(1ms, "client", syn(kClientBefore, kServerBefore));
  net.change_at(2500us, blocked);
  net.change_at(10ms, chain());
  net.send_at(11ms, "client", syn(kClientBefore, kServerBefore));
  EXPECT_THAT(net.run(), ElementsAre("3.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671",
                                     "14.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671"));
}

TEST(NetworkChange, AWireCutBehindAPacketDoesNotLoseIt) {
  Topology cut = chain();
  cut.wires[0].up = false;
  TestNet net(chain());
  net.send("client", syn(kClientBefore, kServerBefore));
  net.change_at(500us, cut);
  EXPECT_THAT(net.run(), ElementsAre("3.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671"));
}

TEST(NetworkChange, TranslationsSurvive) {
  Topology slower = nat_chain();
  slower.wires[1].delay = 5ms;
  node(slower, "host").rules.push_back(rule(Hook::forward, {}, Accept{}));
  TestNet net(nat_chain());
  net.answers("server");
  net.send("client", syn("172.18.0.2:40000", kServerBefore));
  net.change_at(4500us, slower);
  EXPECT_THAT(net.run(),
              ElementsAre("4.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671",
                          "12.000ms client: tcp syn ack 10.0.3.2:5671>172.18.0.2:40000"));
}

TEST(NetworkChange, AMasqueradedConnectionEndsWithItsAddress) {
  Topology renumbered = nat_chain();
  node(renumbered, "host").interfaces[1].addresses = {prefix_literal("10.0.1.7/24")};
  TestNet net(nat_chain());
  net.send("client", udp("172.18.0.2:40000", "10.0.3.2:53"));
  net.change_at(1s, renumbered);
  net.send_at(2s, "client", udp("172.18.0.2:40000", "10.0.3.2:53"));
  EXPECT_THAT(net.run(), ElementsAre("4.000ms server: udp 10.0.1.2:40000>10.0.3.2:53",
                                     "2004.000ms server: udp 10.0.1.7:40000>10.0.3.2:53"));
}

TEST(NetworkChange, InterfacesAndNodesMayComeAndGo) {
  Topology smaller = chain();
  smaller.nodes.pop_back();
  smaller.wires.pop_back();
  TestNet net(chain());
  net.send("client", syn(kClientBefore, kServerBefore));
  net.change_at(2500us, smaller);
  net.change_at(1s, chain());
  net.send_at(2s, "client", syn(kClientBefore, kServerBefore));
  EXPECT_THAT(net.run(), ElementsAre("2003.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671"))
      << "the first packet found its destination gone";
}

TEST(NetworkChange, AnInterfaceThatMovesInItsListStaysTheSame) {
  Topology grown = chain();
  auto& interfaces = node(grown, "r1").interfaces;
  interfaces.insert(interfaces.begin(), interface("tun0", "10.8.0.1/24", InterfaceKind::tun));
  TestNet net(chain());
  net.send("client", syn(kClientBefore, kServerBefore));
  net.change_at(500us, grown);
  EXPECT_THAT(net.run(), ElementsAre("3.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671"));
}

TEST(NetworkChange, ABadTopologyIsRefusedAndTheOldOneStays) {
  TestNet net(chain());
  Topology bad = chain();
  bad.wires[0].a.interface = "eth9";
  EXPECT_THROW(net.network.change(bad), std::invalid_argument);
  EXPECT_EQ(net.network.topology(), chain());
  net.send("client", syn(kClientBefore, kServerBefore));
  EXPECT_EQ(net.run().size(), 1u);
}

TEST(NetworkChange, TheTapSeesEachPacketAsItEntersAWire) {
  TestNet net(chain());
  std::vector<std::string> seen;
  net.network.set_tap([&](Instant when, const Wire& wire, const Packet& packet) {
    seen.push_back(std::to_string(when.time_since_epoch() / 1us) + " " + wire.a.node + "-" +
                   wire.b.node + " ttl " + std::to_string(packet.ttl));
  });
  net.send("client", syn(kClientBefore, kServerBefore));
  net.run();
  EXPECT_THAT(seen, ElementsAre("0 client-r1 ttl 64", "1000 r1-r2 ttl 63",
                                "2000 r2-server ttl 62"));
}

}  // namespace
}  // namespace edge
