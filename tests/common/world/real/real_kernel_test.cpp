// The real World beyond loopback, in namespaces of the test's own and without any capability.
#include <gmock/gmock.h>

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <filesystem>
#include <fstream>

#include "common/world/with_deadline.hpp"
#include "tests/support/kernel_world_test.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;
namespace errc = boost::system::errc;
using test::address;

class RealKernelTest : public test::KernelWorldTest {
 protected:
  std::unique_ptr<DatagramSocket> datagram_to(const Endpoint& peer) {
    DatagramOptions options;
    options.connect = peer;
    return world().datagram(options).value();
  }

  DialResult dial(const DialOptions& options) {
    return unprivileged(world().dial({test::server_address(), 5671}, options));
  }

  void filter_on(const test::NetworkNamespace& node, const std::string& hook,
                 const std::string& rule) {
    node.nft("table inet test {\n chain obstacle {\n type filter hook " + hook +
             " priority 0\n " + rule + "\n }\n}\n");
  }
};

TEST_F(RealKernelTest, SegmentsAreClampedOnRequest) {
  const auto listener = listen_on_server({test::server_address(), 5671});
  DialOptions clamped;
  clamped.max_segment = 1000;
  // 1500 - 20 (IPv4) - 20 (TCP); TCP_INFO leaves the 12 bytes of the timestamps out of snd_mss.
  EXPECT_EQ(dial({}).tcp.snd_mss, 1448u);
  EXPECT_EQ(dial(clamped).tcp.snd_mss, 988u);
}

TEST_F(RealKernelTest, ATtlStaysOnTheConnection) {
  const auto listener = listen_on_server({test::server_address(), 5671});
  DialOptions options;
  options.ttl = 3;
  const auto dialled = dial(options);
  ASSERT_FALSE(dialled.error);
  const auto accepted = unprivileged(listener->accept());
  filter_on(line().server, "input", "ip ttl != 1 drop");  // from 3, two routers leave 1
  ASSERT_TRUE(unprivileged(dialled.stream->write(as_bytes("x"))));
  Bytes buffer(1);
  const Instant deadline = world().now() + 5s;
  EXPECT_TRUE(unprivileged(
      with_deadline(world(), deadline, accepted->stream->read_some(buffer))));
}

TEST_F(RealKernelTest, WithoutADeadlineTheKernelGivesUpItself) {
  const std::string linear = "net/ipv4/tcp_syn_linear_timeouts";  // Linux 6.5
  if (std::filesystem::exists("/proc/sys/" + linear)) line().client.sysctl(linear, "0");
  line().client.sysctl("net/ipv4/tcp_syn_retries", "1");
  filter_on(line().router1, "forward", "drop");
  const auto result = dial({});
  EXPECT_EQ(result.error, errc::timed_out);
  EXPECT_EQ(result.icmp, std::nullopt);
}

TEST_F(RealKernelTest, AnUnheardSynIsCounted) {
  filter_on(line().router1, "forward", "drop");
  DialOptions options;
  options.deadline = world().now() + 1200ms;
  const auto result = dial(options);
  EXPECT_EQ(result.error, errc::timed_out);
  EXPECT_GE(result.tcp.retransmits.value(), 1u);
  EXPECT_EQ(result.tcp.unacked, 1u);
  EXPECT_EQ(result.tcp.rtt, std::nullopt);
}

TEST_F(RealKernelTest, ADialThatIsGivenUpLeavesNoSocket) {
  using namespace boost::asio::experimental::awaitable_operators;
  filter_on(line().router1, "forward", "drop");
  auto race = [&]() -> Awaitable<std::size_t> {
    const Endpoint peer{test::server_address(), 5671};
    const Instant soon = world().now() + 10ms;
    const DialOptions plain;
    const auto first = co_await (world().dial(peer, plain) || world().sleep_until(soon));
    co_return first.index();
  };
  EXPECT_EQ(unprivileged(race()), 1u);
  std::ifstream table("/proc/thread-self/net/tcp");
  std::string header, connection;
  std::getline(table, header);
  EXPECT_FALSE(std::getline(table, connection)) << connection;
}

TEST_F(RealKernelTest, ADatagramThatTheOwnFilterDropsIsRefusedAtOnce) {
  filter_on(line().client, "output", "udp dport 53 drop");
  const Endpoint peer{test::server_address(), 53};
  const auto socket = datagram_to(peer);
  const auto sent = unprivileged(socket->send_to(as_bytes("x"), peer));
  EXPECT_EQ(sent.error(), errc::operation_not_permitted);
}

TEST_F(RealKernelTest, ADatagramHearsOfItsRefusalOnTheWay) {
  struct Row {
    const char* rule;
    errc::errc_t error;
  };
  for (const Row& row : {Row{"reject", errc::connection_refused},
                         Row{"reject with icmpx admin-prohibited", errc::host_unreachable},
                         Row{"reject with icmp net-unreachable", errc::network_unreachable}}) {
    filter_on(line().router1, "forward", row.rule);
    const Endpoint peer{test::server_address(), 53};
    const auto socket = datagram_to(peer);
    ASSERT_TRUE(unprivileged(socket->send_to(as_bytes("x"), peer)));
    const Instant deadline = world().now() + 5s;
    EXPECT_EQ(unprivileged(with_deadline(world(), deadline, socket->receive())).error(), row.error)
        << row.rule;
    line().router1.nft("delete table inet test");
  }
}

TEST_F(RealKernelTest, ADatagramWithoutARouteIsAValue) {
  line().client.ip("route del default");
  DatagramOptions options;
  options.connect = Endpoint{test::server_address(), 53};
  EXPECT_EQ(world().datagram(options).error(), errc::network_unreachable);
}

TEST_F(RealKernelTest, HostFactsAreThoseOfTheNamespace) {
  line().client.ip("route add 198.51.100.0/25 via 192.0.2.1 metric 50\n"
                   "link set uplink mtu 1400");
  const HostFacts facts = world().host_facts();
  const auto uplink = std::find_if(facts.interfaces.begin(), facts.interfaces.end(),
                                   [](const auto& one) { return one.name == "uplink"; });
  ASSERT_NE(uplink, facts.interfaces.end());
  EXPECT_TRUE(uplink->up);
  EXPECT_EQ(uplink->mtu, 1400);
  EXPECT_THAT(uplink->addresses, testing::Contains("192.0.2.2/24"));
  EXPECT_THAT(uplink->addresses, testing::Contains("2001:db8:1::2/64"));

  std::vector<std::string> routes;
  for (const RouteFact& route : facts.routes) {
    routes.push_back(route.destination + " " +
                     (route.gateway ? route.gateway->to_string() : "link") + " " +
                     route.interface + " " + std::to_string(route.metric));
  }
  EXPECT_THAT(routes, testing::ElementsAre("0.0.0.0/0 192.0.2.1 uplink 0",
                                           "192.0.2.0/24 link uplink 0",
                                           "198.51.100.0/25 192.0.2.1 uplink 50"));
}

}  // namespace
}  // namespace edge
