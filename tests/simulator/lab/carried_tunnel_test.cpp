// Tunnels carried over two wires and a router: what passes, where it goes, and where it ends.
#include "simulator/lab/carried_tunnel.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "common/world/real/real_world.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/lab/carried_wire.hpp"
#include "tests/support/private_network.hpp"
#include "tests/support/run.hpp"
#include "tests/support/tap_test.hpp"
#include "tests/support/temporary_folder.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
namespace errc = boost::system::errc;

Endpoint endpoint(const char* text) { return parse_endpoint(text).value(); }

///          192.0.2.0/24       203.0.113.0/24
///   client .2 ------ .1 router .1 ------ .2 server
///   tun0 10.8.0.2 ....................... tun0 10.8.0.1
///                                         lo 198.51.100.1
class CarriedTunnelTest : public test::TapTest {
 protected:
  void SetUp() override {
    TapTest::SetUp();
    if (IsSkipped()) return;
    client_ = std::make_unique<test::NetworkNamespace>();
    router_ = std::make_unique<test::NetworkNamespace>();
    server_ = std::make_unique<test::NetworkNamespace>();
    inside_.emplace(*client_);
    world_ = make_real_world(context_);
    for (const auto* node : {client_.get(), router_.get(), server_.get()}) {
      node->sysctl("net/ipv6/conf/default/disable_ipv6", "1");  // it would send on its own
    }
    near_ = join(*client_, *router_, "near");
    far_ = join(*router_, *server_, "far");
    client_->ip("link set near up\naddress add 192.0.2.2/24 dev near\n"
                "route add default via 192.0.2.1");
    router_->sysctl("net/ipv4/ip_forward", "1");
    router_->ip("link set near up\naddress add 192.0.2.1/24 dev near\n"
                "link set far up\naddress add 203.0.113.1/24 dev far");
    server_->ip("link set far up\naddress add 203.0.113.2/24 dev far\n"
                "address add 198.51.100.1/32 dev lo\nroute add default via 203.0.113.1");
    client_end_.interface = server_end_.interface = "tun0";
    client_end_.local = endpoint("0.0.0.0:50000");
    client_end_.peer = endpoint("203.0.113.2:1194");
    server_end_.local.port = 1194;
  }

  std::unique_ptr<CarriedWire> join(const NetworkNamespace& a, const NetworkNamespace& b,
                                    const char* name) {
    const auto executor = context_.get_executor();
    Wire wire;
    wire.a.interface = wire.b.interface = name;
    wire.delay = {};
    return std::make_unique<CarriedWire>(executor, TapDevice(executor, a, name),
                                         TapDevice(executor, b, name), wire, 1);
  }

  void open_tunnels() {
    client_tunnel_ = tunnel(*client_, client_end_, "10.8.0.2/24");
    server_tunnel_ = tunnel(*server_, server_end_, "10.8.0.1/24");
  }

  std::unique_ptr<CarriedTunnel> tunnel(const test::NetworkNamespace& node, const Tunnel& end,
                                        const std::string& address) {
    const auto executor = context_.get_executor();
    TapDevice device(executor, node, "tun0", TapDevice::Kind::tun);
    node.ip("link set tun0 up\naddress add " + address + " dev tun0");
    return std::make_unique<CarriedTunnel>(executor, node, std::move(device), end);
  }

  std::unique_ptr<Listener> listen(const char* where) {
    const Inside there(*server_);
    return world_->listen(endpoint(where)).value();
  }

  std::unique_ptr<DatagramSocket> socket_at(const test::NetworkNamespace& node,
                                            const char* address) {
    const Inside there(node);
    DatagramOptions options;
    options.bind = endpoint(address);
    return world_->datagram(options).value();
  }

  DialResult dial(const char* peer, Duration patience = 5s) {
    DialOptions options;
    options.deadline = world_->now() + patience;
    return test::run(context_, world_->dial(endpoint(peer), options));
  }

  void send(DatagramSocket& from, const char* to, const Bytes& data) {
    ASSERT_TRUE(test::run(context_, from.send_to(data, endpoint(to))));
  }

  Result<Datagram> receive(DatagramSocket& at, Duration within) {
    return test::run(context_, with_deadline(*world_, world_->now() + within, at.receive()));
  }

  /// Packets and bytes of a device of the client, as proc(5) has them.
  static std::string counters_of(const std::string& device) {
    std::ifstream table("/proc/thread-self/net/dev");
    for (std::string line; std::getline(table, line);) {
      if (line.find(device + ":") != std::string::npos) return line;
    }
    return "no " + device;
  }

  boost::asio::io_context context_{1};
  std::unique_ptr<test::NetworkNamespace> client_, router_, server_;
  std::optional<Inside> inside_;
  std::unique_ptr<World> world_;
  std::unique_ptr<CarriedWire> near_, far_;
  Tunnel client_end_, server_end_;
  std::unique_ptr<CarriedTunnel> client_tunnel_, server_tunnel_;
};

TEST_F(CarriedTunnelTest, PassesTcpUntilItsPortIsDroppedOnTheWay) {
  open_tunnels();
  const auto listener = listen("10.8.0.1:5671");
  const DialResult dialled = dial("10.8.0.1:5671");
  ASSERT_FALSE(dialled.error) << dialled.error.message();
  EXPECT_EQ(dialled.local->address, endpoint("10.8.0.2:0").address);
  EXPECT_EQ(server_tunnel_->peer(), endpoint("192.0.2.2:50000"));  // learnt

  auto exchange = [&]() -> Awaitable<std::size_t> {
    const auto accepted = co_await listener->accept();
    const Bytes sent(50'000);  // in packets that are fragmented outside
    (co_await dialled.stream->write(sent)).value();
    Bytes buffer(65536);
    std::size_t heard = 0;
    while (heard < sent.size()) heard += (co_await accepted->stream->read_some(buffer)).value();
    co_return heard;
  };
  EXPECT_EQ(test::run(context_, exchange()), 50'000u);

  router_->nft("table inet t {\n chain c {\n type filter hook forward priority 0\n"
               " udp dport 1194 drop\n }\n}\n");
  EXPECT_EQ(dial("10.8.0.1:5671", 100ms).error, errc::timed_out);
}

TEST_F(CarriedTunnelTest, ItsOverheadMakesTheOuterPacketLarger) {
  open_tunnels();
  const auto client = socket_at(*client_, "10.8.0.2:5000");
  const auto server = socket_at(*server_, "10.8.0.1:5000");
  send(*client, "10.8.0.1:5000", Bytes(1));
  ASSERT_TRUE(receive(*server, 1s));
  const test::TemporaryFolder folder;
  const auto capture = std::make_shared<PcapFile>(OwnFolder(folder.path()), "wire.pcap");
  near_->capture(capture);
  send(*client, "10.8.0.1:5000", Bytes(100, 0x42));
  const auto heard = receive(*server, 1s);
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->data, Bytes(100, 0x42));
  EXPECT_EQ(capture->problem(), "");
  const std::size_t inner = 20 + 8 + 100;
  EXPECT_EQ(std::filesystem::file_size(folder.path() / "wire.pcap"), 24 + 16 + 14 + inner + 60);
}

TEST_F(CarriedTunnelTest, AnswersGoToWhereItsPeerIsSeen) {
  router_->nft("table ip t {\n chain c {\n type nat hook postrouting priority 100\n"
               " oifname far ip protocol udp masquerade to :2000\n }\n}\n");
  server_end_.peer = endpoint("192.0.2.77:50000");  // wrong from the start
  open_tunnels();
  const auto listener = listen("10.8.0.1:5671");
  EXPECT_FALSE(dial("10.8.0.1:5671").error);
  EXPECT_EQ(server_tunnel_->peer(), endpoint("203.0.113.1:2000"));
  EXPECT_EQ(client_tunnel_->peer(), client_end_.peer);
}

TEST_F(CarriedTunnelTest, ItsMarkBypassesItsOwnRoute) {
  client_end_.mark = 51820;
  open_tunnels();
  client_->ip("route add default dev tun0 table 51820\n"
              "rule add not fwmark 51820 table 51820");
  const auto listener = listen("198.51.100.1:5671");
  const DialResult dialled = dial("198.51.100.1:5671");
  ASSERT_FALSE(dialled.error) << dialled.error.message();
  EXPECT_EQ(dialled.local->address, endpoint("10.8.0.2:0").address);
}

TEST_F(CarriedTunnelTest, RoutedIntoItselfEnds) {
  open_tunnels();
  client_->ip("route add 203.0.113.0/24 dev tun0");
  const auto client = socket_at(*client_, "10.8.0.2:5000");
  const auto server = socket_at(*server_, "10.8.0.1:5000");
  for (const std::size_t bytes : {1u, 1472u, 20000u}) {
    send(*client, "10.8.0.1:5000", Bytes(bytes));
    EXPECT_FALSE(receive(*server, 20ms));
  }
  const std::string counters = counters_of("tun0");
  EXPECT_FALSE(receive(*server, 20ms));
  EXPECT_EQ(counters_of("tun0"), counters);  // nothing goes round and round
  client_->ip("route delete 203.0.113.0/24 dev tun0");
  send(*client, "10.8.0.1:5000", Bytes(20000));
  EXPECT_TRUE(receive(*server, 1s));
}

TEST_F(CarriedTunnelTest, ADatagramThatHoldsNoPacketChangesNothing) {
  server_end_.peer = endpoint("192.0.2.2:50000");
  open_tunnels();
  const auto stranger = socket_at(*router_, "203.0.113.1:4000");
  Bytes cut(20);
  cut[0] = 0x45;
  cut[3] = 21;  // longer than the datagram
  Bytes ipv6(40);
  ipv6[0] = 0x60;
  for (const Bytes& data : {Bytes{}, Bytes(1), Bytes(100), cut, ipv6}) {
    send(*stranger, "203.0.113.2:1194", data);
  }
  const auto listener = listen("10.8.0.1:5671");
  EXPECT_FALSE(dial("10.8.0.1:5671").error);
  EXPECT_EQ(server_tunnel_->peer(), server_end_.peer);
}

TEST_F(CarriedTunnelTest, WithoutAPeerPacketsAreLostAndItsEndIsSafe) {
  client_end_.peer = {};
  open_tunnels();
  EXPECT_EQ(dial("10.8.0.1:5671", 50ms).error, errc::timed_out);
  client_tunnel_.reset();
  EXPECT_EQ(dial("10.8.0.1:5671", 50ms).error, errc::timed_out);
}

TEST_F(CarriedTunnelTest, APortInUseIsNamed) {
  open_tunnels();
  try {
    const auto executor = context_.get_executor();
    TapDevice second(executor, *server_, "tun1", TapDevice::Kind::tun);
    server_end_.interface = "tun1";
    const CarriedTunnel tunnel(executor, *server_, std::move(second), server_end_);
    FAIL() << "two tunnels have one port";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "cannot open the socket of the tunnel tun1 at 0.0.0.0:1194: "
                               "Address already in use");
  }
}

}  // namespace
}  // namespace edge::sim
