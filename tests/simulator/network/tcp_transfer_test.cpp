// Data under loss, small windows and small paths, as transcripts with exact times where the wire is
// deterministic.
#include <gmock/gmock.h>

#include <boost/system/errc.hpp>
#include <random>

#include "tests/simulator/network/scripted_wire.hpp"

namespace edge::test {
namespace {

namespace errc = boost::system::errc;
using ::testing::ElementsAre;

/// Both ends of a connection that stands since 30 ms.
class TcpTransfer : public ::testing::Test {
 protected:
  void open(DialOptions options = {}) {
    wire.run(connect(wire, **listener, ends, options));
    ASSERT_TRUE(ends.client && ends.server);
    wire.trace.clear();
  }

  Awaitable<void> write(Stream& stream, const Bytes& data) {
    const Result<void> written = co_await stream.write(data);
    write_error = written.has_error() ? written.error() : ErrorCode{};
    written_at = wire.elapsed_ms();
  }
  Awaitable<void> read(Stream& stream, std::size_t count = SIZE_MAX) {
    Result<Bytes> all = co_await read_all(stream, count);
    if (all.has_error()) {
      read_error = all.error();
    } else {
      received = std::move(*all);
    }
  }
  TcpInfo info() const { return ends.client->tcp_info(); }

  ScriptedWire wire;
  Result<std::unique_ptr<Listener>> listener = wire.server().listen(server_address());
  Connected ends;
  Bytes received;
  ErrorCode read_error, write_error;
  std::optional<double> written_at;
};

TEST_F(TcpTransfer, BytesTakeHalfARoundTrip) {
  open();
  const Bytes data = pattern(5);
  wire.spawn(write(*ends.client, data));
  wire.run(read(*ends.server, 5));
  EXPECT_EQ(received, data);
  EXPECT_EQ(wire.elapsed_ms(), 40);
  EXPECT_THAT(wire.trace, ElementsAre("30 client 5@1"));
  wire.run_until(Instant{60ms});
  EXPECT_EQ(info().bytes_acked, 5u);
  EXPECT_EQ(info().unacked, 0u);
  EXPECT_EQ(ends.server->tcp_info().bytes_received, 5u);
}

TEST_F(TcpTransfer, LostSegmentIsSentAgainAfterTheTimeOut) {
  open();
  wire.lost = first_that([](const Sent& sent) { return sent.has_data(); });
  const Bytes data = pattern(5);
  wire.spawn(write(*ends.client, data));
  wire.run(read(*ends.server, 5));
  EXPECT_EQ(received, data);
  // The handshake measured 20 ms; Linux adds at least 200 ms.
  EXPECT_THAT(wire.trace, ElementsAre("30 client 5@1 lost", "250 client 5@1"));
  EXPECT_EQ(wire.elapsed_ms(), 260);
  EXPECT_EQ(info().total_retrans, 1u);
}

TEST_F(TcpTransfer, SilenceBacksOffAndEndsAfterFifteenRetries) {
  open();
  wire.lost = [](const Sent& sent) { return sent.has_data(); };
  const Bytes data = pattern(5);
  wire.spawn(write(*ends.client, data));
  wire.run_until(Instant{2s});
  EXPECT_THAT(wire.trace, ElementsAre("30 client 5@1 lost", "250 client 5@1 lost",
                                      "690 client 5@1 lost", "1570 client 5@1 lost"));
  EXPECT_EQ(info().retransmits, 3u);
  EXPECT_EQ(info().backoff, 3u);
  EXPECT_EQ(info().rto, 1760ms);
  EXPECT_EQ(info().unacked, 1u);
  EXPECT_EQ(info().bytes_acked, 0u);
  wire.run(read(*ends.client));
  EXPECT_EQ(read_error, errc::timed_out);
  EXPECT_EQ(wire.trace.size(), 16u);
  // 0.22 s doubling ten times, then 120 s six times.
  EXPECT_EQ(wire.elapsed_ms(), 30 + 225'060 + 720'000);
}

TEST_F(TcpTransfer, ThreeDuplicateAcksBringALostSegmentBackInOneRoundTrip) {
  open();
  wire.lost = [](const Sent& sent) { return sent.has_data() && sent.number == 4; };
  const Bytes data = pattern(10 * 1460);
  wire.spawn(write(*ends.client, data));
  wire.run(read(*ends.server, data.size()));
  EXPECT_EQ(received, data);
  EXPECT_THAT(wire.trace,
              ElementsAre("30 client 1460@1", "30 client 1460@1461 lost", "30 client 1460@2921",
                          "30 client 1460@4381", "30 client 1460@5841", "30 client 1460@7301",
                          "30 client 1460@8761", "30 client 1460@10221", "30 client 1460@11681",
                          "30 client 1460@13141", "50 client 1460@1461"));
  EXPECT_EQ(wire.elapsed_ms(), 60);
}

TEST_F(TcpTransfer, CongestionWindowOpensFromTenSegments) {
  open();
  wire.trace_acks = false;
  const Bytes data = pattern(40 * 1460);
  wire.spawn(write(*ends.client, data));
  wire.run_until(Instant{49ms});
  EXPECT_EQ(wire.trace.size(), 10u);
  wire.run_until(Instant{69ms});
  EXPECT_EQ(wire.trace.size(), 30u);  // 20 acknowledged segments allow 20 more
}

class TcpLoss : public ::testing::TestWithParam<unsigned> {};

TEST_P(TcpLoss, AMebibyteArrivesWholeAcrossFivePercentLoss) {
  ScriptedWire wire(GetParam());
  wire.lost = [random = std::mt19937(GetParam())](const Sent&) mutable {
    return random() % 20 == 0;
  };
  const auto listener = wire.server().listen(server_address());
  const Bytes data = pattern(1024 * 1024);
  Result<Bytes> received = Bytes{};
  auto serve = [&]() -> Awaitable<void> {
    Result<Accepted> accepted = co_await (*listener)->accept();
    received = co_await read_all(*accepted->stream);
  };
  auto send = [&]() -> Awaitable<void> {
    DialOptions options;
    const DialResult dialled =
        co_await wire.client().dial(server_address(), options, wire.syn_schedule);
    const Result<void> written = co_await dialled.stream->write(data);
    EXPECT_TRUE(written.has_value());
    co_await dialled.stream->close();
  };
  wire.spawn(send());
  wire.run(serve());
  ASSERT_TRUE(received.has_value()) << received.error().message();
  EXPECT_TRUE(*received == data);
}

INSTANTIATE_TEST_SUITE_P(Seeds, TcpLoss, ::testing::Range(1u, 9u));

TEST_F(TcpTransfer, MtuBlackHoleShowsInTheCountersAndSmallSegmentsPass) {
  const auto too_big = [](const Sent& sent) { return sent.segment.data.size() + 40 > 1300; };
  const Bytes data = pattern(4000);
  open();
  wire.lost = too_big;
  wire.spawn(write(*ends.client, data));
  wire.run_until(Instant{5s});
  EXPECT_EQ(info().unacked, 3u);
  EXPECT_EQ(info().retransmits, 4u);  // at 250, 690, 1570 and 3330 ms
  EXPECT_EQ(info().bytes_acked, 0u);
  EXPECT_EQ(info().path_mtu, 1500u);

  DialOptions clamped;
  clamped.max_segment = 1200;
  open(clamped);
  EXPECT_EQ(info().advmss, 1200u);
  EXPECT_EQ(info().snd_mss, 1200u);
  EXPECT_EQ(ends.server->tcp_info().snd_mss, 1200u);
  wire.spawn(write(*ends.client, data));
  wire.run(read(*ends.server, data.size()));
  EXPECT_EQ(received, data);
}

TEST_F(TcpTransfer, FragmentationNeededShrinksTheSegmentsAtOnce) {
  open();
  wire.lost = [this](const Sent& sent) {
    if (sent.segment.data.size() + 40 <= 1300) return false;
    wire.loop.in(2ms, [this] { wire.send_icmp("client", 3, 4, "192.0.2.254", 1300); });
    return true;
  };
  const Bytes data = pattern(1460);
  wire.spawn(write(*ends.client, data));
  wire.run(read(*ends.server, data.size()));
  EXPECT_THAT(wire.trace,
              ElementsAre("30 client 1460@1 lost", "32 client 1260@1", "32 client 200@1261"));
  EXPECT_EQ(received, data);
  EXPECT_EQ(info().path_mtu, 1300u);
  EXPECT_EQ(info().snd_mss, 1260u);
}

TEST_F(TcpTransfer, UnreadBytesShutTheWindowAndReadingOpensIt) {
  open();
  const Bytes data = pattern(100'000);
  wire.spawn(write(*ends.client, data));
  wire.run_until(Instant{1s});
  EXPECT_EQ(ends.server->tcp_info().bytes_received, 65'536u);
  EXPECT_EQ(info().bytes_acked, 65'536u);
  EXPECT_EQ(written_at, 30);  // the rest fits into the send buffer
  wire.trace.clear();
  wire.trace_acks = true;
  wire.run_until(Instant{3s});
  // Window probes at doubling distance, each answered.
  ASSERT_GE(wire.trace.size(), 2u);
  EXPECT_THAT(wire.trace.front(), ::testing::EndsWith("client ACK"));
  EXPECT_THAT(wire.trace.back(), ::testing::EndsWith("server ACK"));
  wire.run(read(*ends.server, data.size()));
  EXPECT_EQ(received, data);
  EXPECT_EQ(wire.elapsed_ms(), 3000 + 20);  // window update, then the rest
}

TEST_F(TcpTransfer, LostWindowUpdateIsFoundByTheNextProbe) {
  open();
  const Bytes data = pattern(80'000);
  wire.spawn(write(*ends.client, data));
  wire.run_until(Instant{1s});
  const double opened = wire.elapsed_ms();
  wire.lost = [this, opened](const Sent& sent) {
    return sent.from == "server" && wire.elapsed_ms() <= opened;
  };
  wire.run(read(*ends.server, data.size()));
  EXPECT_EQ(received, data);
  EXPECT_GT(wire.elapsed_ms(), opened + 200);
}

TEST_F(TcpTransfer, WriteWaitsWhenTheSendBufferIsFull) {
  open();
  const Bytes data = pattern(1024 * 1024);
  wire.spawn(write(*ends.client, data));
  wire.run_until(Instant{5s});
  EXPECT_FALSE(written_at);
  wire.run(read(*ends.server, data.size()));
  EXPECT_TRUE(received == data);
  EXPECT_TRUE(written_at);
}

}  // namespace
}  // namespace edge::test
