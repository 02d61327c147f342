// A node's World: clocks, facts, randomness, loopback, faults that heal, and the same trace twice.
#include "simulator/network/virtual_internet.hpp"

#include <boost/system/errc.hpp>

#include "tests/simulator/network/internet_fixture.hpp"
#include "tests/simulator/network/scripted_wire.hpp"

namespace edge::test {
namespace {

namespace errc = boost::system::errc;
using ::testing::ElementsAre;

TEST(VirtualWorld, TellsBothClocks) {
  Topology topology = chain();
  topology.starts_at = WallTime{} + std::chrono::hours{24};
  topology.clock_offsets["client"] = -1h;
  TestInternet internet(topology);
  auto body = [&]() -> Awaitable<void> { co_await internet["client"].sleep_until(Instant{90s}); };
  internet.run(body());
  EXPECT_EQ(internet["client"].now(), Instant{90s});
  EXPECT_EQ(internet["server"].wall(), WallTime{} + std::chrono::hours{24} + 90s);
  EXPECT_EQ(internet["client"].wall(), WallTime{} + std::chrono::hours{23} + 90s);
}

TEST(VirtualWorld, RandomBytesDependOnSeedAndNodeOnly) {
  const auto draw = [](std::uint64_t seed, const std::string& node) {
    TestInternet internet(chain(), seed);
    Bytes bytes(16);
    internet[node].random(bytes);
    return bytes;
  };
  EXPECT_EQ(draw(1, "client"), draw(1, "client"));
  EXPECT_NE(draw(1, "client"), draw(2, "client"));
  EXPECT_NE(draw(1, "client"), draw(1, "server"));
}

TEST(VirtualWorld, StatesTheFactsOfItsNode) {
  Topology topology = chain();
  node(topology, "client").resolver.servers = {at("10.0.3.2:53")};
  TestInternet internet(topology);
  EXPECT_EQ(internet["client"].resolver_config(CLibrary::glibc),
            node(topology, "client").resolver);
  const HostFacts facts = internet["client"].host_facts();
  EXPECT_EQ(facts.host_name, "client");
  ASSERT_EQ(facts.interfaces.size(), 1u);
  EXPECT_EQ(facts.interfaces[0].name, "eth0");
  EXPECT_THAT(facts.interfaces[0].addresses, ElementsAre("10.0.1.2/24"));
  EXPECT_TRUE(facts.interfaces[0].up);
  ASSERT_EQ(facts.routes.size(), 2u);
  EXPECT_EQ(facts.routes[0].destination, "10.0.1.0/24");
  EXPECT_EQ(facts.routes[0].gateway, std::nullopt);
  EXPECT_EQ(facts.routes[1].destination, "0.0.0.0/0");
  EXPECT_EQ(facts.routes[1].gateway, ip("10.0.1.1"));
}

TEST(VirtualWorld, ConnectsThroughRoutersInThreeHalfRoundTrips) {
  TestInternet internet;
  const auto listener = internet["server"].listen(at("0.0.0.0:5671"));
  Duration accepted_at{};
  auto serve = [&]() -> Awaitable<void> {
    const Result<Accepted> accepted = co_await (*listener)->accept();
    accepted_at = internet.elapsed();
    EXPECT_EQ(accepted->peer.address, ip("10.0.1.2"));
  };
  internet.spawn(serve());
  EXPECT_FALSE(internet.dial("client", "10.0.3.2:5671").error);
  EXPECT_EQ(internet.elapsed(), 6ms);
  internet.run_until(20ms);
  EXPECT_EQ(accepted_at, 9ms);
}

TEST(VirtualWorld, LoopbackTakesNoTimeAndNoWire) {
  int packets = 0;
  TestInternet internet;
  internet.internet.network().set_tap([&](Instant, const Wire&, const Packet&) { ++packets; });
  const auto listener = internet["client"].listen(at("127.0.0.11:53"));
  ASSERT_TRUE(listener.has_value());
  EXPECT_FALSE(internet.dial("client", "127.0.0.11:53").error);
  EXPECT_EQ(internet.dial("client", "127.0.0.1:53").error, errc::connection_refused);
  EXPECT_EQ(internet.elapsed(), 0ms);
  EXPECT_EQ(packets, 0);
}

TEST(VirtualWorld, FaultThatHealsLetsTheNextSynThrough) {
  Topology broken = chain();
  node(broken, "r1").rules = {rule(Hook::forward, Match{}, Drop{})};
  TestInternet internet(broken);
  const auto listener = internet["server"].listen(at("10.0.3.2:5671"));
  internet.internet.loop().at(Instant{2500ms}, [&] { internet.internet.change(chain()); });
  const DialResult result = internet.dial("client", "10.0.3.2:5671");
  EXPECT_FALSE(result.error);
  EXPECT_EQ(internet.elapsed(), 3006ms);
  EXPECT_EQ(result.tcp.total_retrans, 3u);
}

TEST(VirtualWorld, PathMtuIsFoundWithIcmpAndIsABlackHoleWithout) {
  for (const bool icmp : {true, false}) {
    Topology topology = chain();
    node(topology, "r1").interfaces[1].mtu = 1300;
    node(topology, "r1").icmp_errors = icmp;
    TestInternet internet(topology);
    const auto listener = internet["server"].listen(at("10.0.3.2:5671"));
    DialResult dialled = internet.dial("client", "10.0.3.2:5671");
    const Bytes data = pattern(10'000);
    auto write = [&]() -> Awaitable<void> {
      (void)co_await dialled.stream->write(data);
    };
    internet.run(write());
    internet.run_until(5s);
    const TcpInfo info = dialled.stream->tcp_info();
    EXPECT_EQ(info.path_mtu, icmp ? 1300u : 1500u);
    EXPECT_EQ(info.bytes_acked, icmp ? data.size() : 0u);
    EXPECT_EQ(info.unacked, icmp ? 0u : 7u);
    EXPECT_EQ(info.retransmits, icmp ? 0u : 4u);
  }
}

/// One conversation over bad wires, as a hash of everything that entered a wire.
std::uint64_t trace_of(std::uint64_t seed) {
  Topology topology = chain();
  for (Wire& wire : topology.wires) {
    wire.loss = wire.duplicate = wire.reorder = 0.02;
    wire.jitter = 300us;
  }
  std::uint64_t hash = 0;
  const auto mix = [&hash](std::uint64_t value) { hash = (hash ^ value) * 0x100000001b3; };
  TestInternet internet(topology, seed);
  internet.internet.network().set_tap([&](Instant when, const Wire&, const Packet& packet) {
    mix(static_cast<std::uint64_t>(when.time_since_epoch().count()));
    mix(static_cast<std::uint64_t>(packet.size()));
    if (const auto* segment = std::get_if<TcpSegment>(&packet.payload)) mix(segment->sequence);
  });
  const auto listener = internet["server"].listen(at("10.0.3.2:5671"));
  const Bytes data = pattern(200'000);
  auto send = [&]() -> Awaitable<void> {
    DialOptions options;
    const DialResult dialled = co_await internet["client"].dial(at("10.0.3.2:5671"), options);
    (void)co_await dialled.stream->write(data);
  };
  auto serve = [&]() -> Awaitable<void> {
    const Result<Accepted> accepted = co_await (*listener)->accept();
    const Result<Bytes> received = co_await read_all(*accepted->stream);
    EXPECT_TRUE(received.has_value() && *received == data);
  };
  internet.spawn(send());
  internet.run(serve());
  return hash;
}

TEST(VirtualWorld, SameSeedGivesTheSameTrace) {
  EXPECT_EQ(trace_of(7), trace_of(7));
  EXPECT_NE(trace_of(7), trace_of(8));
}

TEST(VirtualWorld, StreamsAndSocketsMayOutliveIt) {
  std::unique_ptr<Stream> stream;
  std::unique_ptr<Listener> listener;
  std::unique_ptr<DatagramSocket> socket;
  {
    TestInternet internet;
    listener = *internet["server"].listen(at("10.0.3.2:5671"));
    socket = *internet["server"].datagram({});
    stream = internet.dial("client", "10.0.3.2:5671").stream;
  }
  EXPECT_EQ(listener->local(), at("10.0.3.2:5671"));
}

}  // namespace
}  // namespace edge::test
