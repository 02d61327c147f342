// Who answers a SYN, with what and when: the table of reference/peers-and-network-diagnosis.md,
// section 5, measured on Linux 6.18, at packet level.
#include "tests/simulator/network/network_fixture.hpp"

namespace edge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

const std::string kIcmpClient = "10.0.1.2:40000";
const std::string kIcmpServer = "10.0.3.2:5671";

TEST(NetworkIcmp, ASynAndItsAnswerCrossTwoRouters) {
  TestNet net(chain());
  net.answers("server");
  net.send("client", syn(kIcmpClient, kIcmpServer));
  EXPECT_THAT(net.run(),
              ElementsAre("3.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671",
                          "6.000ms client: tcp syn ack 10.0.3.2:5671>10.0.1.2:40000"));
  EXPECT_EQ(net.received[0].ttl, 62);
  EXPECT_EQ(net.received[1].ttl, 62);
}

TEST(NetworkIcmp, ATtlTooSmallShowsEachHop) {
  TestNet net(chain());
  for (int ttl = 1; ttl <= 3; ++ttl) net.send("client", syn(kIcmpClient, kIcmpServer, ttl));
  const std::string about = ">10.0.1.2 about tcp 10.0.1.2:40000>10.0.3.2:5671";
  EXPECT_THAT(net.run(), ElementsAre("2.000ms client: icmp 11/0 10.0.1.1" + about,
                                     "3.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671",
                                     "4.000ms client: icmp 11/0 10.0.2.2" + about));
  EXPECT_EQ(net.received[1].ttl, 1);
  EXPECT_EQ(std::get<IcmpMessage>(net.received[0].payload).quoted.sequence, 1000u);
}

struct RejectRow {
  RejectKind kind;
  std::string line;
};

TEST(NetworkIcmp, ARouterThatRejectsAnswersByKind) {
  const std::string about = " 10.0.2.2>10.0.1.2 about tcp 10.0.1.2:40000>10.0.3.2:5671";
  const RejectRow rows[] = {
      {RejectKind::tcp_reset, "4.000ms client: tcp rst ack 10.0.3.2:5671>10.0.1.2:40000"},
      {RejectKind::port_unreachable, "4.000ms client: icmp 3/3" + about},
      {RejectKind::host_unreachable, "4.000ms client: icmp 3/1" + about},
      {RejectKind::net_unreachable, "4.000ms client: icmp 3/0" + about},
      {RejectKind::admin_prohibited, "4.000ms client: icmp 3/13" + about},
  };
  for (const RejectRow& row : rows) {
    Topology topology = chain();
    node(topology, "r2").rules = {rule(Hook::forward, {}, Reject{row.kind})};
    TestNet net(topology);
    net.send("client", syn(kIcmpClient, kIcmpServer));
    EXPECT_THAT(net.run(), ElementsAre(row.line));
  }
}

TEST(NetworkIcmp, AResetAcknowledgesTheSyn) {
  Topology topology = chain();
  node(topology, "r2").rules = {rule(Hook::forward, {}, Reject{RejectKind::tcp_reset})};
  TestNet net(topology);
  net.send("client", syn(kIcmpClient, kIcmpServer));
  net.run();
  const auto& reset = std::get<TcpSegment>(net.received.at(0).payload);
  EXPECT_TRUE(reset.rst && reset.ack);
  EXPECT_EQ(reset.sequence, 0u);
  EXPECT_EQ(reset.acknowledgment, 1001u);
}

TEST(NetworkIcmp, AResetToAnAcknowledgingSegmentTakesItsNumber) {
  Topology topology = chain();
  node(topology, "r2").rules = {rule(Hook::forward, {}, Reject{RejectKind::tcp_reset})};
  TestNet net(topology);
  Packet packet = syn(kIcmpClient, kIcmpServer);
  auto& segment = std::get<TcpSegment>(packet.payload);
  segment.syn = false;
  segment.ack = true;
  segment.acknowledgment = 7777;
  net.send("client", packet);
  net.run();
  const auto& reset = std::get<TcpSegment>(net.received.at(0).payload);
  EXPECT_TRUE(reset.rst);
  EXPECT_FALSE(reset.ack);
  EXPECT_EQ(reset.sequence, 7777u);
}

TEST(NetworkIcmp, AServerThatRejectsAnswersFromTheAddressItWasAskedAt) {
  Topology topology = chain();
  Node& server = node(topology, "server");
  server.interfaces.push_back(interface("other", "192.0.2.9/32"));
  server.rules = {rule(Hook::input, {}, Reject{RejectKind::port_unreachable})};
  node(topology, "r2").routes.push_back(via("192.0.2.0/24", "10.0.3.2", "out"));
  TestNet net(topology);
  net.send("client", syn(kIcmpClient, "192.0.2.9:5671"));
  EXPECT_EQ(net.run().size(), 1u);
  EXPECT_EQ(net.received.at(0).source, ip("192.0.2.9"));
}

struct RouteRow {
  RouteKind kind;
  std::string line;  // empty: silence
};

TEST(NetworkIcmp, ARouterWithoutAWayAnswersByTheKindOfItsRoute) {
  const std::string about = " 10.0.2.2>10.0.1.2 about tcp 10.0.1.2:40000>10.0.3.2:5671";
  const RouteRow rows[] = {
      {RouteKind::unreachable, "4.000ms client: icmp 3/1" + about},
      {RouteKind::prohibit, "4.000ms client: icmp 3/13" + about},
      {RouteKind::throw_, "3.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671"},
      {RouteKind::blackhole, ""},
  };
  for (const RouteRow& row : rows) {
    Topology topology = chain();
    Route route = special("10.0.3.2/32", row.kind);
    if (row.kind == RouteKind::throw_) route.table = 99;
    node(topology, "r2").routes.push_back(route);
    PolicyRule first;
    first.priority = 10;
    first.table = 99;
    node(topology, "r2").policy_rules = {first};
    TestNet net(topology);
    net.send("client", syn(kIcmpClient, kIcmpServer));
    const auto lines = net.run();
    if (row.line.empty()) {
      EXPECT_THAT(lines, IsEmpty());
    } else {
      EXPECT_THAT(lines, ElementsAre(row.line));
    }
  }
}

TEST(NetworkIcmp, ARouterWithoutAnyRouteAnswersNetUnreachable) {
  TestNet net(chain());
  net.send("client", syn(kIcmpClient, "203.0.113.9:5671"));
  EXPECT_THAT(net.run(), ElementsAre("4.000ms client: icmp 3/0 10.0.2.2>10.0.1.2 about tcp "
                                     "10.0.1.2:40000>203.0.113.9:5671"));
}

TEST(NetworkIcmp, SilenceWhenDroppedWhenNotForwardingAndWhenMuted) {
  Topology dropped = chain();
  node(dropped, "r2").rules = {rule(Hook::forward, {}, Drop{})};
  Topology not_forwarding = chain();
  node(not_forwarding, "r2").sysctls.ip_forward = false;
  Topology muted = chain();
  node(muted, "r2").rules = {rule(Hook::forward, {}, Reject{})};
  node(muted, "r2").icmp_errors = false;
  for (const Topology& topology : {dropped, not_forwarding, muted}) {
    TestNet net(topology);
    EXPECT_FALSE(net.send("client", syn(kIcmpClient, kIcmpServer)));
    EXPECT_THAT(net.run(), IsEmpty());
  }
}

TEST(NetworkIcmp, NotForwardingHidesTheMissingRouteAndTheExpiredTtl) {
  Topology topology = chain();
  node(topology, "r2").sysctls.ip_forward = false;
  TestNet net(topology);
  net.send("client", syn(kIcmpClient, "203.0.113.9:5671"));
  net.send("client", syn(kIcmpClient, kIcmpServer, 2));
  EXPECT_THAT(net.run(), IsEmpty());
}

TEST(NetworkIcmp, AnErrorIsNeverAnsweredWithAnError) {
  Topology topology = chain();
  node(topology, "r1").rules = {rule(Hook::forward, {}, Reject{})};
  TestNet net(topology);
  Packet error = syn(kIcmpClient, kIcmpServer);
  error.payload = IcmpMessage{3, 1, 0, quote(syn(kIcmpServer, kIcmpClient))};
  net.send("client", error);
  EXPECT_THAT(net.run(), IsEmpty());
}

TEST(NetworkIcmp, ErrorsToOnePeerAreLimitedToOneASecondAfterSix) {
  TestNet net(chain());
  for (int i = 0; i < 10; ++i) net.send("client", syn(kIcmpClient, kIcmpServer, 1));
  EXPECT_EQ(net.run().size(), 6u);
  for (int i = 0; i < 3; ++i) net.send_at(1500ms, "client", syn(kIcmpClient, kIcmpServer, 1));
  EXPECT_EQ(net.run().size(), 1u);
}

TEST(NetworkIcmp, ARoutingLoopEndsByTtl) {
  Topology topology = chain();
  node(topology, "r2").routes.push_back(via("203.0.113.0/24", "10.0.2.1", "in"));
  TestNet net(topology);
  net.send("client", syn(kIcmpClient, "203.0.113.9:5671", 9));
  EXPECT_THAT(net.run(), ElementsAre("10.000ms client: icmp 11/0 10.0.1.1>10.0.1.2 about tcp "
                                     "10.0.1.2:40000>203.0.113.9:5671"));
}

TEST(NetworkIcmp, Ipv6HasItsOwnTypes) {
  Topology topology = chain();
  const char* addresses[][2] = {{"2001:db8:1::2/64", ""},
                                {"2001:db8:1::1/64", "2001:db8:2::1/64"}};
  node(topology, "client").interfaces[0].addresses.push_back(prefix_literal(addresses[0][0]));
  node(topology, "client").routes.push_back(via("::/0", "2001:db8:1::1", "eth0"));
  Node& router = node(topology, "r1");
  router.interfaces[0].addresses.push_back(prefix_literal(addresses[1][0]));
  router.interfaces[1].addresses.push_back(prefix_literal(addresses[1][1]));
  router.routes.push_back(special("2001:db8:aaaa::/48", RouteKind::prohibit));
  TestNet net(topology);
  const std::string from = "[2001:db8:1::2]:40000";
  net.send("client", syn(from, "[2001:db8:2::9]:443", 1));
  net.send("client", syn(from, "[2001:db8:ffff::9]:443"));
  net.send("client", syn(from, "[2001:db8:aaaa::9]:443"));
  net.send("client", syn(from, "[2001:db8:2::9]:443"));
  const std::string by = " 2001:db8:1::1>2001:db8:1::2 about tcp [2001:db8:1::2]:40000>";
  EXPECT_THAT(net.run(), ElementsAre("2.000ms client: icmp 3/0" + by + "[2001:db8:2::9]:443",
                                     "2.000ms client: icmp 1/0" + by + "[2001:db8:ffff::9]:443",
                                     "2.000ms client: icmp 1/1" + by + "[2001:db8:aaaa::9]:443",
                                     "3002.000ms client: icmp 1/3" + by + "[2001:db8:2::9]:443"));
}

}  // namespace
}  // namespace edge
