// Tunnels: inner packets become UDP of the node itself, and what happens when that goes wrong.
#include "tests/simulator/network/network_fixture.hpp"

namespace edge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;

Tunnel tunnel(const std::string& local, const std::string& peer) {
  Tunnel made;
  made.interface = "tun0";
  made.local = at(local);
  made.peer = at(peer);
  return made;
}

/// client and server of chain() are the ends of a VPN; r1 masquerades, so the server learns the
/// client's outer address only from its packets. OpenVPN's def1 routes at the client.
Topology vpn() {
  Topology topology = chain();
  Node& client = node(topology, "client");
  client.interfaces.push_back(interface("tun0", "10.8.0.6/24", InterfaceKind::tun));
  client.tunnels = {tunnel("0.0.0.0:50000", "10.0.3.2:1194")};
  client.routes.push_back(via("10.0.3.2/32", "10.0.1.1", "eth0"));
  client.routes.push_back(via("0.0.0.0/1", "10.8.0.1", "tun0"));
  client.routes.push_back(via("128.0.0.0/1", "10.8.0.1", "tun0"));
  Match outwards;
  outwards.out_interface = "out";
  node(topology, "r1").rules = {rule(Hook::postrouting, outwards, Masquerade{}, kSourceNat)};
  Node& server = node(topology, "server");
  server.interfaces.push_back(interface("tun0", "10.8.0.1/24", InterfaceKind::tun));
  server.interfaces.push_back(interface("inside", "198.51.100.1/24"));
  server.tunnels = {tunnel("0.0.0.0:1194", "0.0.0.0:0")};
  return topology;
}

TEST(NetworkTunnel, CarriesBothWaysAcrossATranslation) {
  Topology topology = vpn();
  TestNet net(topology);
  net.answers("server");
  std::vector<std::string> outer;
  net.network.set_tap([&](Instant, const Wire& wire, const Packet& packet) {
    if (wire.a.node == "r1") outer.push_back(describe(packet));
  });
  net.send("client", syn("10.8.0.6:40000", "198.51.100.1:5671"));
  EXPECT_THAT(net.run(),
              ElementsAre("3.000ms server: tcp syn 10.8.0.6:40000>198.51.100.1:5671",
                          "6.000ms client: tcp syn ack 198.51.100.1:5671>10.8.0.6:40000"));
  EXPECT_THAT(outer, ElementsAre("udp 10.0.2.1:50000>10.0.3.2:1194",
                                 "udp 10.0.3.2:1194>10.0.2.1:50000"));
}

TEST(NetworkTunnel, AddsItsOverhead) {
  TestNet net(vpn());
  int bytes = 0;
  net.network.set_tap([&](Instant, const Wire&, const Packet& packet) { bytes = packet.size(); });
  const Packet inner = syn("10.8.0.6:40000", "198.51.100.1:5671");
  net.send("client", inner);
  net.run();
  EXPECT_EQ(bytes, inner.size() + 60);
}

TEST(NetworkTunnel, AContainerSPacketsAreForwardedIntoIt) {
  Topology topology = vpn();
  Node& client = node(topology, "client");
  client.sysctls.ip_forward = true;
  client.interfaces.push_back(interface("br0", "172.18.0.1/16", InterfaceKind::bridge));
  Match outwards;
  outwards.source = prefix_literal("172.18.0.0/16");
  outwards.not_out_interface = "br0";
  client.rules = {rule(Hook::postrouting, outwards, Masquerade{}, kSourceNat)};
  Node module;
  module.name = "module";
  module.interfaces = {interface("eth0", "172.18.0.2/16")};
  module.routes = {via("0.0.0.0/0", "172.18.0.1", "eth0")};
  topology.nodes.push_back(module);
  topology.wires.push_back(wire("module", "eth0", "client", "br0"));
  TestNet net(topology);
  net.answers("server");
  net.send("module", syn("172.18.0.2:40000", "198.51.100.1:5671"));
  EXPECT_THAT(net.run(),
              ElementsAre("4.000ms server: tcp syn 10.8.0.6:40000>198.51.100.1:5671",
                          "8.000ms module: tcp syn ack 198.51.100.1:5671>172.18.0.2:40000"));
}

TEST(NetworkTunnel, ItsMarkBypassesItsOwnRoute) {
  Topology topology = vpn();
  Node& client = node(topology, "client");
  client.tunnels[0].mark = 51820;
  client.routes = {via("0.0.0.0/0", "10.0.1.1", "eth0"), on_link("0.0.0.0/0", "tun0")};
  client.routes[1].table = 51820;
  PolicyRule unmarked;
  unmarked.priority = 32764;
  unmarked.mark = 51820;
  unmarked.invert = true;
  unmarked.table = 51820;
  PolicyRule main_but_default;
  main_but_default.priority = 32763;
  main_but_default.suppress_prefix_length = 0;
  client.policy_rules = {main_but_default, unmarked};
  TestNet net(topology);
  net.send("client", syn("10.8.0.6:40000", "198.51.100.1:5671"));
  EXPECT_THAT(net.run(), SizeIs(1));
}

TEST(NetworkTunnel, RoutedIntoItselfEnds) {
  Topology topology = vpn();
  Node& client = node(topology, "client");
  std::erase_if(client.routes, [](const Route& route) { return route.destination.length == 32; });
  TestNet net(topology);
  int frames = 0;
  net.network.set_tap([&](Instant, const Wire&, const Packet&) { ++frames; });
  EXPECT_FALSE(net.send("client", syn("10.8.0.6:40000", "198.51.100.1:5671")));
  EXPECT_THAT(net.run(), IsEmpty());
  EXPECT_EQ(frames, 0);
  EXPECT_EQ(net.loop.now(), Instant{}) << "a loop inside a node takes no time";
}

TEST(NetworkTunnel, ADroppedUnderlayIsSilenceInside) {
  Topology topology = vpn();
  Match port;
  port.destination_port = 1194;
  node(topology, "r2").rules = {rule(Hook::forward, port, Drop{})};
  TestNet net(topology);
  net.send("client", syn("10.8.0.6:40000", "198.51.100.1:5671"));
  EXPECT_THAT(net.run(), IsEmpty());
}

TEST(NetworkTunnel, TheDeviceSMtuCountsInsideAndTheOuterPacketMayBeFragmented) {
  Topology topology = vpn();
  node(topology, "client").interfaces[1].mtu = 1500;
  TestNet net(topology);
  EXPECT_EQ(net.network.route("client", ip("198.51.100.1"), {}, 0).mtu, 1500);
  Packet full = syn("10.8.0.6:40000", "198.51.100.1:5671");
  std::get<TcpSegment>(full.payload).data.resize(1456);
  ASSERT_EQ(full.size(), 1500);
  EXPECT_FALSE(net.send("client", full));
  EXPECT_THAT(net.run(), SizeIs(1));
}

TEST(NetworkTunnel, ADeviceWithoutATunnelSwallows) {
  Topology topology = vpn();
  node(topology, "client").tunnels.clear();
  TestNet net(topology);
  EXPECT_FALSE(net.send("client", syn("10.8.0.6:40000", "198.51.100.1:5671")));
  EXPECT_THAT(net.run(), IsEmpty());
}

TEST(NetworkTunnel, AnOrdinaryDatagramToItsPortIsNoTunnelPacket) {
  TestNet net(vpn());
  net.send("client", udp("10.0.1.2:50000", "10.0.3.2:1194"));
  EXPECT_THAT(net.run(), ElementsAre("3.000ms server: udp 10.0.2.1:50000>10.0.3.2:1194"));
}

TEST(NetworkTunnel, ATunInterfaceMayAlsoEndAWire) {
  Topology topology = chain();
  node(topology, "client").interfaces[0].kind = InterfaceKind::tun;
  TestNet net(topology);
  net.send("client", syn("10.0.1.2:40000", "10.0.3.2:5671"));
  EXPECT_THAT(net.run(), SizeIs(1)) << "no neighbours on a point-to-point link";
}

}  // namespace
}  // namespace edge
