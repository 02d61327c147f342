// Connection tracking and address translation, in both directions and inside ICMP errors.
#include "tests/simulator/network/network_fixture.hpp"

namespace edge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

const std::string kModule = "172.18.0.2:40000";
const std::string kHub = "10.0.3.2:5671";

Match to_tcp_port(std::uint16_t port) {
  Match match;
  match.destination_port = port;
  return match;
}

Match in_state(ConnectionState state) {
  Match match;
  match.state = state;
  return match;
}

TEST(NetworkNat, MasqueradeAndBack) {
  TestNet net(nat_chain());
  net.answers("server");
  net.send("client", syn(kModule, kHub));
  net.send("client", udp(kModule, "10.0.3.2:53"));
  EXPECT_THAT(net.run(),
              ElementsAre("4.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671",
                          "4.000ms server: udp 10.0.1.2:40000>10.0.3.2:53",
                          "8.000ms client: tcp syn ack 10.0.3.2:5671>172.18.0.2:40000",
                          "8.000ms client: udp 10.0.3.2:53>172.18.0.2:40000"));
}

TEST(NetworkNat, ATakenPortIsReplaced) {
  Topology topology = nat_chain();
  TestNet net(topology);
  net.answers("server");
  net.send("host", syn("10.0.1.2:40000", kHub));
  net.send("client", syn(kModule, kHub));
  EXPECT_THAT(net.run(), ElementsAre("3.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671",
                                     "4.000ms server: tcp syn 10.0.1.2:40001>10.0.3.2:5671",
                                     "6.000ms host: tcp syn ack 10.0.3.2:5671>10.0.1.2:40000",
                                     "8.000ms client: tcp syn ack 10.0.3.2:5671>172.18.0.2:40000"));
}

TEST(NetworkNat, AnErrorOfARouterReachesTheModuleWithItsOwnConnectionQuoted) {
  TestNet net(nat_chain());
  for (int ttl = 1; ttl <= 3; ++ttl) net.send("client", syn(kModule, kHub, ttl));
  const std::string about = ">172.18.0.2 about tcp 172.18.0.2:40000>10.0.3.2:5671";
  EXPECT_THAT(net.run(), ElementsAre("2.000ms client: icmp 11/0 172.18.0.1" + about,
                                     "4.000ms client: icmp 11/0 10.0.1.1" + about,
                                     "6.000ms client: icmp 11/0 10.0.2.2" + about));
}

TEST(NetworkNat, TwoTranslationsOnTheWayAreUndoneOneByOne) {
  Topology topology = nat_chain();
  Match outwards;
  outwards.out_interface = "out";
  Node& r1 = node(topology, "r1");
  r1.rules = {rule(Hook::postrouting, outwards, Masquerade{}, kSourceNat)};
  node(topology, "r2").rules = {rule(Hook::forward, to_tcp_port(5671), Reject{})};
  TestNet net(topology);
  net.answers("server");
  net.send("client", syn(kModule, kHub));
  net.send("client", syn(kModule, "10.0.3.2:443"));
  EXPECT_THAT(net.run(),
              ElementsAre("4.000ms server: tcp syn 10.0.2.1:40000>10.0.3.2:443",
                          "6.000ms client: icmp 3/3 10.0.2.2>172.18.0.2 about tcp "
                          "172.18.0.2:40000>10.0.3.2:5671",
                          "8.000ms client: tcp syn ack 10.0.3.2:443>172.18.0.2:40000"));
}

TEST(NetworkNat, AResetOnTheWayIsTranslatedBack) {
  Topology topology = nat_chain();
  node(topology, "host").rules.push_back(
      rule(Hook::forward, to_tcp_port(5671), Reject{RejectKind::tcp_reset}));
  node(topology, "r2").rules = {
      rule(Hook::forward, to_tcp_port(443), Reject{RejectKind::tcp_reset})};
  TestNet net(topology);
  net.send("client", syn(kModule, kHub));
  net.send("client", syn(kModule, "10.0.3.2:443"));
  EXPECT_THAT(net.run(),
              ElementsAre("2.000ms client: tcp rst ack 10.0.3.2:5671>172.18.0.2:40000",
                          "6.000ms client: tcp rst ack 10.0.3.2:443>172.18.0.2:40000"));
}

TEST(NetworkNat, ARejectedAnswerResetsTheServerThroughTheTranslation) {
  Topology topology = nat_chain();
  Match answers;
  answers.source_port = 5671;
  node(topology, "host").rules.push_back(
      rule(Hook::forward, answers, Reject{RejectKind::tcp_reset}));
  TestNet net(topology);
  net.answers("server");
  net.send("client", syn(kModule, kHub));
  EXPECT_THAT(net.run(), ElementsAre("4.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671",
                                     "10.000ms server: tcp rst 10.0.1.2:40000>10.0.3.2:5671"));
}

TEST(NetworkNat, DestinationNatAndBack) {
  Topology topology = chain();
  node(topology, "r1").rules = {rule(Hook::prerouting, to_tcp_port(8883),
                                     DestinationNat{at("10.0.3.2:5671")}, kDestinationNat)};
  TestNet net(topology);
  net.answers("server");
  net.send("client", syn("10.0.1.2:40000", "192.0.2.1:8883"));
  EXPECT_THAT(net.run(), ElementsAre("3.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671",
                                     "6.000ms client: tcp syn ack 192.0.2.1:8883>10.0.1.2:40000"));
}

TEST(NetworkNat, DestinationNatOfLocalPacketsReroutesThem) {
  Topology topology = chain();
  node(topology, "client").routes.clear();
  node(topology, "client").routes = {via("10.0.3.0/24", "10.0.1.1", "eth0"),
                                     special("192.0.2.0/24", RouteKind::unreachable),
                                     on_link("192.0.2.1/32", "eth0")};
  node(topology, "client").rules = {rule(Hook::output, to_tcp_port(53),
                                         DestinationNat{at("10.0.3.2:5353")}, kDestinationNat)};
  TestNet net(topology);
  net.answers("server");
  net.send("client", udp("10.0.1.2:40000", "192.0.2.1:53"));
  EXPECT_THAT(net.run(), ElementsAre("3.000ms server: udp 10.0.1.2:40000>10.0.3.2:5353",
                                     "6.000ms client: udp 192.0.2.1:53>10.0.1.2:40000"));
}

TEST(NetworkNat, AnErrorAboutARedirectedConnectionNamesWhatTheClientDialled) {
  Topology topology = chain();
  node(topology, "r1").rules = {rule(Hook::prerouting, to_tcp_port(8883),
                                     DestinationNat{at("10.0.3.2:5671")}, kDestinationNat)};
  node(topology, "server").rules = {rule(Hook::input, {}, Reject{})};
  TestNet net(topology);
  net.send("client", syn("10.0.1.2:40000", "192.0.2.1:8883"));
  EXPECT_THAT(net.run(), ElementsAre("6.000ms client: icmp 3/3 192.0.2.1>10.0.1.2 about tcp "
                                     "10.0.1.2:40000>192.0.2.1:8883"));
}

TEST(NetworkNat, SoDoesAnErrorOfTheRedirectingRouterItself) {
  Topology topology = chain();
  node(topology, "r1").rules = {rule(Hook::prerouting, to_tcp_port(8883),
                                     DestinationNat{at("10.0.3.2:5671")}, kDestinationNat)};
  TestNet net(topology);
  net.send("client", syn("10.0.1.2:40000", "192.0.2.1:8883", 1));
  EXPECT_THAT(net.run(), ElementsAre("2.000ms client: icmp 11/0 192.0.2.1>10.0.1.2 about tcp "
                                     "10.0.1.2:40000>192.0.2.1:8883"));
}

TEST(NetworkNat, AStatefulFirewallLetsAnswersAndErrorsInAndNothingElse) {
  Topology topology = chain();
  Match from_inside = in_state(ConnectionState::fresh);
  from_inside.in_interface = "in";
  node(topology, "r1").rules = {
      rule(Hook::forward, in_state(ConnectionState::established), Accept{}),
      rule(Hook::forward, in_state(ConnectionState::related), Accept{}),
      rule(Hook::forward, from_inside, Accept{}), rule(Hook::forward, {}, Drop{})};
  TestNet net(topology);
  net.answers("server");
  net.send("client", syn("10.0.1.2:40000", kHub));
  net.send("client", syn("10.0.1.2:40001", kHub, 2));
  net.send("server", syn("10.0.3.2:40000", "10.0.1.2:22"));
  net.send("server", answer(syn("10.0.1.2:50000", kHub)));  // invalid: an answer to nothing
  EXPECT_THAT(net.run(), ElementsAre("3.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671",
                                     "4.000ms client: icmp 11/0 10.0.2.2>10.0.1.2 about tcp "
                                     "10.0.1.2:40001>10.0.3.2:5671",
                                     "6.000ms client: tcp syn ack 10.0.3.2:5671>10.0.1.2:40000"));
}

TEST(NetworkNat, AnIdleDatagramFlowIsForgottenAfter30S) {
  Topology topology = nat_chain();
  Packet late = udp("10.0.3.2:53", "10.0.1.2:40000");
  TestNet net(topology);
  net.send("client", udp(kModule, "10.0.3.2:53"));
  net.send_at(29s, "server", late);
  net.run();
  EXPECT_EQ(net.received.back().destination, ip("172.18.0.2"));
  TestNet again(topology);
  again.send("client", udp(kModule, "10.0.3.2:53"));
  again.send_at(31s, "server", late);
  EXPECT_THAT(again.run(),
              ElementsAre("4.000ms server: udp 10.0.1.2:40000>10.0.3.2:53",
                          "31003.000ms host: udp 10.0.3.2:53>10.0.1.2:40000"));
}

TEST(NetworkNat, AMasqueradedConnectionWhoseRouteChangedBeginsAnew) {
  Topology topology = nat_chain();
  Node& host = node(topology, "host");
  host.interfaces.push_back(interface("eth1", "10.0.9.2/24"));
  Node& r1 = node(topology, "r1");
  r1.interfaces.push_back(interface("in2", "10.0.9.1/24"));
  node(topology, "r2").routes.push_back(via("10.0.9.0/24", "10.0.2.1", "in"));
  topology.wires.push_back(wire("host", "eth1", "r1", "in2"));
  Topology moved = topology;
  node(moved, "host").routes = {via("0.0.0.0/0", "10.0.9.1", "eth1")};
  TestNet net(topology);
  net.send("client", udp(kModule, "10.0.3.2:53"));
  net.change_at(1s, moved);
  net.send_at(2s, "client", udp(kModule, "10.0.3.2:53"));
  net.send_at(3s, "client", udp(kModule, "10.0.3.2:53"));
  EXPECT_THAT(net.run(), ElementsAre("4.000ms server: udp 10.0.1.2:40000>10.0.3.2:53",
                                     "3004.000ms server: udp 10.0.9.2:40000>10.0.3.2:53"));
}

}  // namespace
}  // namespace edge
