// Datagrams between nodes, and who learns of which error.
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include "common/world/spawn.hpp"
#include "tests/simulator/network/internet_fixture.hpp"

namespace edge::test {
namespace {

namespace errc = boost::system::errc;

class UdpSocketTest : public ::testing::Test {
 protected:
  std::unique_ptr<DatagramSocket> open(const std::string& node, const DatagramOptions& options) {
    Result<std::unique_ptr<DatagramSocket>> opened = (*internet)[node].datagram(options);
    EXPECT_TRUE(opened.has_value());
    return std::move(*opened);
  }
  std::unique_ptr<DatagramSocket> bound(const std::string& node, const std::string& local) {
    DatagramOptions options;
    options.bind = at(local);
    return open(node, options);
  }
  std::unique_ptr<DatagramSocket> connected(const std::string& node, const std::string& peer) {
    DatagramOptions options;
    options.connect = at(peer);
    return open(node, options);
  }
  ErrorCode send(DatagramSocket& socket, std::string_view text, const std::string& to) {
    ErrorCode result;
    auto body = [&]() -> Awaitable<void> {
      const Result<void> sent = co_await socket.send_to(as_bytes(text), at(to));
      if (sent.has_error()) result = sent.error();
    };
    internet->run(body());
    return result;
  }
  Result<Datagram> receive(DatagramSocket& socket) {
    Result<Datagram> result = ErrorCode{};
    auto body = [&]() -> Awaitable<void> { result = co_await socket.receive(); };
    internet->run(body());
    return result;
  }
  void restart(const Topology& topology) { internet.emplace(topology); }

  std::optional<TestInternet> internet{std::in_place};
};

TEST_F(UdpSocketTest, QuestionAndAnswer) {
  const auto server = bound("server", "10.0.3.2:53");
  const auto client = connected("client", "10.0.3.2:53");
  EXPECT_EQ(to_string(client->local()), "10.0.1.2:32768");
  EXPECT_FALSE(send(*client, "question", "10.0.3.2:53"));
  const Result<Datagram> question = receive(*server);
  EXPECT_EQ(as_text(question->data), "question");
  EXPECT_EQ(question->from, client->local());
  EXPECT_EQ(internet->elapsed(), 3ms);
  EXPECT_FALSE(send(*server, "answer", to_string(question->from)));
  EXPECT_EQ(as_text(receive(*client)->data), "answer");
  EXPECT_EQ(internet->elapsed(), 6ms);
}

TEST_F(UdpSocketTest, ConnectedSocketHearsItsPeerOnly) {
  const auto stranger = bound("server", "10.0.3.2:1000");
  const auto peer = bound("server", "10.0.3.2:53");
  const auto client = connected("client", "10.0.3.2:53");
  EXPECT_FALSE(send(*stranger, "spoofed", to_string(client->local())));
  EXPECT_FALSE(send(*peer, "real", to_string(client->local())));
  EXPECT_EQ(as_text(receive(*client)->data), "real");
}

TEST_F(UdpSocketTest, ClosedPortReachesConnectedSocketsOnly) {
  const auto unconnected = bound("client", "0.0.0.0:4000");
  EXPECT_FALSE(send(*unconnected, "x", "10.0.3.2:53"));
  internet->run_until(100ms);
  EXPECT_FALSE(send(*unconnected, "y", "10.0.3.2:53"));

  const auto client = connected("client", "10.0.3.2:53");
  EXPECT_FALSE(send(*client, "x", "10.0.3.2:53"));
  EXPECT_EQ(receive(*client).error(), errc::connection_refused);
  EXPECT_EQ(internet->elapsed(), 106ms);
  EXPECT_FALSE(send(*client, "y", "10.0.3.2:53"));
  internet->run_until(200ms);
  EXPECT_EQ(send(*client, "z", "10.0.3.2:53"), errc::connection_refused);
}

/// As with IP_RECVERR in Linux, which the real world sets.
TEST_F(UdpSocketTest, AConnectedSocketHearsOfMissingRoutesOnTheWay) {
  Topology topology = chain();
  node(topology, "r1").routes = {special("10.0.3.0/24", RouteKind::unreachable)};
  restart(topology);
  const auto client = connected("client", "10.0.3.2:53");
  EXPECT_FALSE(send(*client, "x", "10.0.3.2:53"));
  EXPECT_FALSE(client->refusal());
  EXPECT_EQ(receive(*client).error(), errc::host_unreachable);
  ASSERT_TRUE(client->refusal());
  EXPECT_EQ(client->refusal()->icmp, (IcmpError{3, 1, at("10.0.1.1:1").address}));
  EXPECT_EQ(client->refusal()->to, at("10.0.3.2:53"));
}

TEST_F(UdpSocketTest, AnAddressNobodyHasReachesConnectedSocketsAfterThreeRequests) {
  const auto client = connected("client", "10.0.3.99:53");
  EXPECT_FALSE(send(*client, "x", "10.0.3.99:53"));
  EXPECT_EQ(receive(*client).error(), errc::host_unreachable);
  EXPECT_GE(internet->elapsed(), 3s);
}

TEST_F(UdpSocketTest, SilentNodeDoesNotAnswerForClosedPorts) {
  Topology topology = chain();
  node(topology, "server").icmp_errors = false;
  restart(topology);
  const auto client = connected("client", "10.0.3.2:53");
  EXPECT_FALSE(send(*client, "x", "10.0.3.2:53"));
  internet->run_until(1s);
  EXPECT_FALSE(send(*client, "y", "10.0.3.2:53"));
}

TEST_F(UdpSocketTest, LocalDropIsOperationNotPermitted) {
  Topology topology = chain();
  Match match;
  match.protocol = Protocol::udp;
  node(topology, "client").rules = {rule(Hook::output, match, Drop{})};
  restart(topology);
  const auto client = connected("client", "10.0.3.2:53");
  EXPECT_EQ(send(*client, "x", "10.0.3.2:53"), errc::operation_not_permitted);
}

TEST_F(UdpSocketTest, RoutesThatRefuse) {
  Topology topology = chain();
  node(topology, "client").routes = {special("10.0.3.0/24", RouteKind::prohibit)};
  restart(topology);
  DatagramOptions options;
  options.connect = at("10.0.3.2:53");
  EXPECT_EQ((*internet)["client"].datagram(options).error(), errc::permission_denied);
  const auto socket = bound("client", "0.0.0.0:0");
  EXPECT_EQ(send(*socket, "x", "10.0.3.2:53"), errc::permission_denied);
  EXPECT_EQ(send(*socket, "x", "10.9.9.9:53"), errc::network_unreachable);
}

TEST_F(UdpSocketTest, PortsBelongToOneSocketEach) {
  const auto first = bound("client", "10.0.1.2:53");
  for (const auto* taken : {"10.0.1.2:53", "0.0.0.0:53"}) {
    DatagramOptions options;
    options.bind = at(taken);
    EXPECT_EQ((*internet)["client"].datagram(options).error(), errc::address_in_use) << taken;
  }
  const auto loopback = bound("client", "127.0.0.11:53");
  DatagramOptions foreign;
  foreign.bind = at("10.0.3.2:53");
  EXPECT_EQ((*internet)["client"].datagram(foreign).error(), errc::address_not_available);
}

TEST_F(UdpSocketTest, CancelledReceiveLosesNothing) {
  const auto server = bound("server", "10.0.3.2:53");
  const auto client = connected("client", "10.0.3.2:53");
  boost::asio::cancellation_signal signal;
  Result<Datagram> first = ErrorCode{};
  auto body = [&]() -> Awaitable<void> { first = co_await server->receive(); };
  edge::spawn(internet->internet.loop().context().get_executor(), body(), [](std::exception_ptr) {},
              signal.slot());
  internet->internet.loop().at(Instant{3ms}, [&] {
    signal.emit(boost::asio::cancellation_type::terminal);
  });
  EXPECT_FALSE(send(*client, "x", "10.0.3.2:53"));
  internet->run_until(10ms);
  EXPECT_EQ(first.error(), boost::asio::error::operation_aborted);
  EXPECT_EQ(as_text(receive(*server)->data), "x");
}

TEST_F(UdpSocketTest, UnreadDatagramsAreBoundedAndLargeOnesRefused) {
  const auto server = bound("server", "10.0.3.2:53");
  const auto client = connected("client", "10.0.3.2:53");
  const std::string big(1000, 'x');
  for (int i = 0; i < 300; ++i) EXPECT_FALSE(send(*client, big, "10.0.3.2:53"));
  internet->run_until(1s);
  int received = 0;
  EXPECT_FALSE(send(*client, "end", "10.0.3.2:53"));
  internet->run_until(2s);
  while (receive(*server)->data.size() == big.size()) ++received;
  EXPECT_EQ(received, 212);  // net.core.rmem_default

  EXPECT_EQ(send(*client, std::string(65'508, 'x'), "10.0.3.2:53"), errc::message_size);
}

}  // namespace
}  // namespace edge::test
