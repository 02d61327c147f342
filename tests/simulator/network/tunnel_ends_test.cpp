// The ends of tunnels without a node around them: what becomes a datagram, and what comes out.
#include "simulator/network/tunnel_ends.hpp"

#include "tests/simulator/network/network_fixture.hpp"

namespace edge {
namespace {

Tunnel tunnel_end(const std::string& local, const std::string& peer) {
  Tunnel made;
  made.interface = "tun0";
  made.local = at(local);
  made.peer = at(peer);
  made.mark = 51820;
  return made;
}

TunnelEnds ends_of(const Tunnel& tunnel) {
  TunnelEnds ends;
  ends.configure({tunnel});
  return ends;
}

/// Where a tunnel sends its packets; empty: it loses them.
std::string peer_of(const TunnelEnds& ends) {
  const auto outer = ends.encapsulate("tun0", udp("10.8.0.6:1", "10.8.0.1:2"));
  return outer ? to_string(destination_of(*outer)) : "";
}

const Tunnel kClientEnd = tunnel_end("0.0.0.0:50000", "10.0.3.2:1194");
const Tunnel kGatewayEnd = tunnel_end("10.0.3.2:1194", "0.0.0.0:0");

TEST(TunnelEnds, ADatagramCarriesThePacket) {
  const auto ends = ends_of(kClientEnd);
  Packet inner = udp("10.8.0.6:1", "10.8.0.1:2", 100);
  inner.mark = 7;
  const auto outer = ends.encapsulate("tun0", inner);
  ASSERT_TRUE(outer);
  EXPECT_EQ(describe(*outer), "udp 0.0.0.0:50000>10.0.3.2:1194") << "routing chooses the source";
  EXPECT_EQ(outer->size(), inner.size() + kClientEnd.overhead);
  EXPECT_EQ(outer->mark, 51820u);
  EXPECT_FALSE(outer->dont_fragment);
  const auto carried = ends_of(kGatewayEnd).decapsulate(*outer);
  ASSERT_TRUE(carried);
  EXPECT_EQ(carried->interface, "tun0");
  EXPECT_EQ(describe(carried->inner), "udp 10.8.0.6:1>10.8.0.1:2");
  EXPECT_EQ(carried->inner.mark, 0u) << "a mark does not cross a device";
}

TEST(TunnelEnds, LosesWhatItCannotCarry) {
  EXPECT_FALSE(ends_of(kClientEnd).encapsulate("tun1", udp("10.8.0.6:1", "10.8.0.1:2")));
  EXPECT_FALSE(ends_of(kGatewayEnd).encapsulate("tun0", udp("10.8.0.6:1", "10.8.0.1:2")))
      << "its peer is not known";
  const auto headers = static_cast<std::size_t>(28 + kClientEnd.overhead);
  const std::size_t most = kLargestPacket - headers;
  EXPECT_TRUE(ends_of(kClientEnd).encapsulate("tun0", udp("10.8.0.6:1", "10.8.0.1:2", most)));
  EXPECT_FALSE(ends_of(kClientEnd).encapsulate("tun0", udp("10.8.0.6:1", "10.8.0.1:2", most + 1)));
}

TEST(TunnelEnds, ThePeerIsWhereItsLastPacketCameFrom) {
  auto gateway = ends_of(kGatewayEnd);
  auto outer = ends_of(kClientEnd).encapsulate("tun0", udp("10.8.0.6:1", "10.8.0.1:2"));
  ASSERT_TRUE(outer);
  EXPECT_EQ(peer_of(gateway), "");
  for (const auto* address : {"10.0.2.1", "10.0.9.9"}) {
    outer->source = ip(address);
    EXPECT_TRUE(gateway.decapsulate(*outer));
    EXPECT_EQ(peer_of(gateway), address + std::string(":50000"));
  }
}

TEST(TunnelEnds, APeerIsKeptUntilItIsConfiguredAnew) {
  auto gateway = ends_of(kGatewayEnd);
  auto outer = ends_of(kClientEnd).encapsulate("tun0", udp("10.8.0.6:1", "10.8.0.1:2"));
  ASSERT_TRUE(outer);
  outer->source = ip("10.0.2.1");
  ASSERT_TRUE(gateway.decapsulate(*outer));
  Tunnel changed = kGatewayEnd;
  changed.overhead = 80;
  gateway.configure({changed});
  EXPECT_EQ(peer_of(gateway), "10.0.2.1:50000");
  changed.peer = at("10.0.7.7:1194");
  gateway.configure({changed});
  EXPECT_EQ(peer_of(gateway), "10.0.7.7:1194");
  gateway.configure({});
  gateway.configure({kGatewayEnd});
  EXPECT_EQ(peer_of(gateway), "");
}

TEST(TunnelEnds, TakesOnlyWhatIsItsOwn) {
  auto gateway = ends_of(kGatewayEnd);
  auto outer = ends_of(kClientEnd).encapsulate("tun0", udp("10.8.0.6:1", "10.8.0.1:2"));
  ASSERT_TRUE(outer);
  EXPECT_FALSE(gateway.decapsulate(udp("10.0.1.2:50000", "10.0.3.2:1194"))) << "carries nothing";
  outer->destination = ip("10.0.3.3");
  EXPECT_FALSE(gateway.decapsulate(*outer)) << "another address";
  outer->destination = ip("10.0.3.2");
  std::get<UdpDatagram>(outer->payload).destination_port = 1195;
  EXPECT_FALSE(gateway.decapsulate(*outer)) << "another port";
}

}  // namespace
}  // namespace edge
