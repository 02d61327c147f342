// Local filters, marks, chains, the reverse path filter and the loopback interface.
#include "tests/simulator/network/network_fixture.hpp"

namespace edge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace boost::system;

const std::string kClient = "10.0.1.2:40000";
const std::string kServer = "10.0.3.2:5671";

Match to_port(std::uint16_t port) {
  Match match;
  match.destination_port = port;
  return match;
}

TEST(NetworkFilter, ALocalDropIsSilentForTcpAndAnErrorForUdp) {
  for (const Hook hook : {Hook::output, Hook::postrouting}) {
    Topology topology = chain();
    node(topology, "client").rules = {rule(hook, {}, Drop{})};
    TestNet net(topology);
    EXPECT_FALSE(net.send("client", syn(kClient, kServer)));
    EXPECT_EQ(net.send("client", udp(kClient, kServer)), errc::operation_not_permitted);
    EXPECT_THAT(net.run(), IsEmpty());
  }
}

TEST(NetworkFilter, ALocalRejectComesFromTheOwnAddress) {
  Topology topology = chain();
  Node& client = node(topology, "client");
  client.rules = {rule(Hook::output, to_port(5671), Reject{RejectKind::admin_prohibited}),
                  rule(Hook::output, to_port(443), Reject{RejectKind::tcp_reset})};
  TestNet net(topology);
  EXPECT_FALSE(net.send("client", syn(kClient, kServer)));
  EXPECT_FALSE(net.send("client", syn(kClient, "10.0.3.2:443")));
  EXPECT_EQ(net.send("client", udp(kClient, kServer)), errc::operation_not_permitted);
  EXPECT_THAT(net.run(),
              ElementsAre("0.000ms client: icmp 3/13 10.0.1.2>10.0.1.2 about tcp "
                          "10.0.1.2:40000>10.0.3.2:5671",
                          "0.000ms client: tcp rst ack 10.0.3.2:443>10.0.1.2:40000",
                          "0.000ms client: icmp 3/13 10.0.1.2>10.0.1.2 about udp "
                          "10.0.1.2:40000>10.0.3.2:5671"));
}

TEST(NetworkFilter, AcceptEndsItsChainButNotTheHook) {
  Topology topology = chain();
  node(topology, "r1").rules = {
      rule(Hook::forward, to_port(443), Drop{}, kFilter + 10),
      rule(Hook::forward, to_port(443), Accept{}), rule(Hook::forward, to_port(5671), Accept{}),
      rule(Hook::forward, {}, Drop{})};
  TestNet net(topology);
  net.send("client", syn(kClient, "10.0.3.2:443"));
  net.send("client", syn(kClient, "10.0.3.2:80"));
  net.send("client", syn(kClient, kServer));
  EXPECT_THAT(net.run(), ElementsAre("3.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671"));
}

struct MatchRow {
  std::string field;
  Match match;
  bool passes;  // a SYN from client to server, forwarded by r1, which drops what matches
};

TEST(NetworkFilter, EveryFieldOfAMatch) {
  auto row = [](const std::string& field, bool passes, auto set) {
    MatchRow made{field, {}, passes};
    set(made.match);
    return made;
  };
  const MatchRow rows[] = {
      row("nothing", false, [](Match&) {}),
      row("in", false, [](Match& m) { m.in_interface = "in"; }),
      row("in, other", true, [](Match& m) { m.in_interface = "out"; }),
      row("not in", true, [](Match& m) { m.not_in_interface = "in"; }),
      row("not in, other", false, [](Match& m) { m.not_in_interface = "out"; }),
      row("out", false, [](Match& m) { m.out_interface = "out"; }),
      row("not out", true, [](Match& m) { m.not_out_interface = "out"; }),
      row("source", false, [](Match& m) { m.source = prefix_literal("10.0.1.0/24"); }),
      row("source, other", true, [](Match& m) { m.source = prefix_literal("10.0.2.0/24"); }),
      row("destination", false, [](Match& m) { m.destination = prefix_literal("10.0.3.2"); }),
      row("protocol", false, [](Match& m) { m.protocol = Protocol::tcp; }),
      row("protocol, other", true, [](Match& m) { m.protocol = Protocol::udp; }),
      row("source port", false, [](Match& m) { m.source_port = 40000; }),
      row("source port, other", true, [](Match& m) { m.source_port = 5671; }),
      row("state", false, [](Match& m) { m.state = ConnectionState::fresh; }),
      row("state, other", true, [](Match& m) { m.state = ConnectionState::established; }),
      row("mark", false, [](Match& m) { m.mark = 0; }),
      row("mark, other", true, [](Match& m) { m.mark = 1; }),
      row("unicast", false, [](Match& m) { m.source_type = AddressType::unicast; }),
      row("local", true, [](Match& m) { m.source_type = AddressType::local; }),
      row("longer", false, [](Match& m) { m.longer_than = 40; }),
      row("not longer", true, [](Match& m) { m.longer_than = 100; }),
      row("two that hold", false,
          [](Match& m) { m.in_interface = "in", m.destination_port = 5671; }),
      row("one of two", true, [](Match& m) { m.in_interface = "in", m.destination_port = 443; }),
  };
  for (const MatchRow& each : rows) {
    Topology topology = chain();
    node(topology, "r1").rules = {rule(Hook::forward, each.match, Drop{})};
    TestNet net(topology);
    net.send("client", syn(kClient, kServer));
    EXPECT_THAT(net.run(), SizeIs(each.passes ? 1 : 0)) << each.field;
  }
}

TEST(NetworkFilter, APacketMadeHereHasNoInterfaceToComeFrom) {
  Topology topology = chain();
  Match match;
  match.not_in_interface = "eth0";
  node(topology, "client").rules = {rule(Hook::output, match, Drop{})};
  TestNet net(topology);
  net.send("client", syn(kClient, kServer));
  EXPECT_THAT(net.run(), IsEmpty());  // so it is not from eth0
}

/// r1 has two ways to the server; a mark selects the second.
Topology two_ways() {
  Topology topology = chain();
  Node& r1 = node(topology, "r1");
  r1.interfaces.push_back(interface("alt", "10.0.4.1/24"));
  Route second = via("0.0.0.0/0", "10.0.4.2", "alt");
  second.table = 100;
  r1.routes.push_back(second);
  PolicyRule marked;
  marked.priority = 100;
  marked.table = 100;
  marked.mark = 7;
  r1.policy_rules = {marked};
  node(topology, "r2").interfaces.push_back(interface("alt", "10.0.4.2/24"));
  topology.wires.push_back(wire("r1", "alt", "r2", "alt"));
  topology.wires.back().delay = std::chrono::milliseconds{50};
  return topology;
}

TEST(NetworkFilter, AMarkSetBeforeRoutingChoosesTheTable) {
  Topology topology = two_ways();
  node(topology, "r1").rules = {rule(Hook::prerouting, to_port(443), SetMark{7}, kMangle)};
  TestNet net(topology);
  net.send("client", syn(kClient, kServer));
  net.send("client", syn(kClient, "10.0.3.2:443"));
  EXPECT_THAT(net.run(), ElementsAre("3.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:5671",
                                     "52.000ms server: tcp syn 10.0.1.2:40000>10.0.3.2:443"));
}

TEST(NetworkFilter, AMarkSetByTheOutputHookRoutesAgainAndStaysInItsNode) {
  Topology topology = two_ways();
  node(topology, "r1").rules = {rule(Hook::output, to_port(443), SetMark{7}, kMangle)};
  Match marked;
  marked.mark = 7;
  node(topology, "r2").rules = {rule(Hook::prerouting, marked, Drop{}, kMangle)};
  TestNet net(topology);
  net.send("r1", syn("10.0.2.1:40000", "10.0.3.2:443"));
  EXPECT_THAT(net.run(), ElementsAre("51.000ms server: tcp syn 10.0.2.1:40000>10.0.3.2:443"));
}

TEST(NetworkFilter, AConnectionRemembersItsMark) {
  Topology topology = two_ways();
  Match first;
  first.in_interface = "in";
  Node& r1 = node(topology, "r1");
  r1.rules = {rule(Hook::prerouting, {}, RestoreMark{}, kMangle),
              rule(Hook::postrouting, to_port(443), SetMark{7}, kMangle),
              rule(Hook::postrouting, to_port(443), SaveMark{}, kMangle)};
  TestNet net(topology);
  net.send("client", udp(kClient, "10.0.3.2:443"));
  EXPECT_THAT(net.run(), ElementsAre("3.000ms server: udp 10.0.1.2:40000>10.0.3.2:443"));
  net.send("client", udp(kClient, "10.0.3.2:443"));
  EXPECT_THAT(net.run(), ElementsAre("55.000ms server: udp 10.0.1.2:40000>10.0.3.2:443"));
}

struct ReverseRow {
  int rp_filter;
  bool known;   // r1 has a route back to the source
  bool arrives;
};

TEST(NetworkFilter, ReversePathFilter) {
  const ReverseRow rows[] = {{0, false, true}, {1, true, false}, {1, false, false},
                             {2, true, true},  {2, false, false}};
  for (const ReverseRow& row : rows) {
    Topology topology = chain();
    Node& r1 = node(topology, "r1");
    r1.sysctls.rp_filter = row.rp_filter;
    r1.routes = {via("10.0.3.0/24", "10.0.2.2", "out")};
    if (row.known) r1.routes.push_back(via("192.0.2.0/24", "10.0.2.2", "out"));
    node(topology, "client").interfaces.push_back(interface("other", "192.0.2.5/32"));
    TestNet net(topology);
    net.send("client", syn("192.0.2.5:40000", kServer));
    EXPECT_THAT(net.run(), SizeIs(row.arrives ? 1 : 0))
        << row.rp_filter << " " << row.known;
  }
}

TEST(NetworkFilter, SrcValidMarkLetsTheMarkSpeakForTheWayBack) {
  for (const bool valid : {false, true}) {
    Topology topology = two_ways();
    Node& r1 = node(topology, "r1");
    r1.sysctls.rp_filter = 1;
    r1.sysctls.src_valid_mark = valid;
    Match from_alt;
    from_alt.in_interface = "alt";
    r1.rules = {rule(Hook::prerouting, from_alt, SetMark{7}, kMangle)};
    node(topology, "r2").routes = {via("10.0.1.0/24", "10.0.4.1", "alt")};
    TestNet net(topology);
    net.send("server", syn("10.0.3.2:40000", "10.0.2.1:22"));  // by the "out" link: fits
    net.send("server", syn("10.0.3.2:40001", "10.0.1.1:22"));  // by "alt": only the mark fits
    EXPECT_THAT(net.run(), SizeIs(valid ? 2 : 1));
  }
}

TEST(NetworkFilter, OwnAndLoopbackSourcesFromOutsideAreMartians) {
  Topology topology = chain();
  node(topology, "client").interfaces.push_back(interface("other", "10.0.2.1/32"));
  TestNet net(topology);
  net.send("client", syn("10.0.2.1:40000", kServer));  // r1's own address
  net.send("client", syn("127.0.0.1:40000", kServer));
  EXPECT_THAT(net.run(), IsEmpty());
}

TEST(NetworkFilter, LoopbackServicesAndTheRulesOnTheWayToThem) {
  Topology topology = chain();
  Match on_loopback;
  on_loopback.in_interface = "lo";
  on_loopback.destination_port = 54;
  node(topology, "client").rules = {rule(Hook::input, on_loopback, Reject{})};
  TestNet net(topology);
  net.answers("client");
  EXPECT_FALSE(net.send("client", udp("127.0.0.1:40000", "127.0.0.11:53")));
  EXPECT_FALSE(net.send("client", udp("127.0.0.1:40000", "127.0.0.11:54")));
  EXPECT_FALSE(net.send("client", udp(kClient, "10.0.1.2:55")));
  EXPECT_THAT(net.run(),
              ElementsAre("0.000ms client: udp 127.0.0.1:40000>127.0.0.11:53",
                          "0.000ms client: udp 10.0.1.2:40000>10.0.1.2:55",
                          "0.000ms client: udp 127.0.0.11:53>127.0.0.1:40000",
                          "0.000ms client: icmp 3/3 127.0.0.11>127.0.0.1 about udp "
                          "127.0.0.1:40000>127.0.0.11:54",
                          "0.000ms client: udp 10.0.1.2:55>10.0.1.2:40000"));
}

}  // namespace
}  // namespace edge
