// connect() as a transcript: what is sent at which millisecond, and what the caller learns.
#include <gmock/gmock.h>

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>
#include <ostream>

#include "tests/simulator/network/scripted_wire.hpp"

namespace edge::test {
namespace {

namespace errc = boost::system::errc;
using ::testing::ElementsAre;

/// Dials the server and returns what came of it.
DialResult dial(ScriptedWire& wire, DialOptions options = {}) {
  DialResult result;
  auto body = [&]() -> Awaitable<void> {
    result = co_await wire.client().dial(server_address(), options, wire.syn_schedule);
  };
  wire.run(body());
  return result;
}

bool is_syn(const Sent& sent) { return sent.segment.syn && !sent.segment.ack; }

TEST(TcpConnect, TakesOneRoundTripAndTheListenerHalfAOneMore) {
  ScriptedWire wire;
  wire.trace_acks = true;
  const auto listener = wire.server().listen(server_address());
  double accepted_at = 0;
  auto serve = [&]() -> Awaitable<void> {
    const Result<Accepted> accepted = co_await (*listener)->accept();
    EXPECT_EQ(to_string(accepted->peer), "192.0.2.1:32768");
    accepted_at = wire.elapsed_ms();
  };
  wire.spawn(serve());
  const DialResult result = dial(wire);
  EXPECT_FALSE(result.error);
  EXPECT_TRUE(result.stream);
  EXPECT_EQ(wire.elapsed_ms(), 20);
  EXPECT_EQ(to_string(*result.local), "192.0.2.1:32768");
  EXPECT_EQ(result.tcp.rtt, 20ms);
  EXPECT_EQ(result.tcp.rto, 220ms);
  EXPECT_EQ(result.tcp.snd_mss, 1460u);
  wire.run_until(Instant{50ms});
  EXPECT_EQ(accepted_at, 30);
  // The accepted stream was dropped at once, which closes it.
  EXPECT_THAT(wire.trace, ElementsAre("0 client SYN", "10 server SYN ACK", "20 client ACK",
                                      "30 server FIN", "40 client ACK"));
}

TEST(TcpConnect, ClosedPortIsRefusedWithoutIcmp) {
  ScriptedWire wire;
  const DialResult result = dial(wire);
  EXPECT_EQ(result.error, errc::connection_refused);
  EXPECT_FALSE(result.stream);
  EXPECT_FALSE(result.icmp);
  EXPECT_TRUE(result.local);
  EXPECT_THAT(wire.trace, ElementsAre("0 client SYN", "10 server RST"));
  EXPECT_EQ(wire.elapsed_ms(), 20);
}

struct SilenceCase {
  SynSchedule schedule;
  std::vector<std::string> syns;  // "1000 client SYN lost" without the words
  double gives_up_ms = 0;
};

void PrintTo(const SilenceCase& one, std::ostream* out) {
  *out << "gives up after " << one.gives_up_ms << " ms";
}

class TcpSilence : public ::testing::TestWithParam<SilenceCase> {};

TEST_P(TcpSilence, SynsFollowTheScheduleToTheKernelsOwnEnd) {
  ScriptedWire wire;
  wire.lost = is_syn;
  wire.syn_schedule = GetParam().schedule;
  const DialResult result = dial(wire);
  EXPECT_EQ(result.error, errc::timed_out);
  EXPECT_EQ(wire.elapsed_ms(), GetParam().gives_up_ms);
  std::vector<std::string> expected;
  for (const auto& time : GetParam().syns) expected.push_back(time + " client SYN lost");
  EXPECT_EQ(wire.trace, expected);
  EXPECT_EQ(result.tcp.total_retrans, GetParam().syns.size() - 1);
}

// ip-sysctl.rst, tcp_syn_retries: 67 s to the last SYN and 131 s to the end with 4 linear
// time-outs; 63 s and 127 s without. Compared with TCP_INFO of a 6.18 kernel for the first 36 s.
INSTANTIATE_TEST_SUITE_P(
    Schedules, TcpSilence,
    ::testing::Values(
        SilenceCase{{4, 6},
                    {"0", "1000", "2000", "3000", "4000", "5000", "7000", "11000", "19000",
                     "35000", "67000"},
                    131'000},
        SilenceCase{{0, 6}, {"0", "1000", "3000", "7000", "15000", "31000", "63000"}, 127'000},
        SilenceCase{{0, 1}, {"0", "1000"}, 3'000}));

TEST(TcpConnect, DeadlineEndsSilenceWithWhatTheKernelCounted) {
  ScriptedWire wire;
  wire.lost = is_syn;
  DialOptions options;
  options.deadline = Instant{30s};
  const DialResult result = dial(wire, options);
  EXPECT_EQ(result.error, errc::timed_out);
  EXPECT_EQ(wire.elapsed_ms(), 30'000);
  EXPECT_EQ(result.tcp.retransmits, 8u);  // at 1, 2, 3, 4, 5, 7, 11 and 19 s
  EXPECT_EQ(result.tcp.backoff, 4u);
  EXPECT_EQ(result.tcp.rto, 16s);
  EXPECT_EQ(result.tcp.unacked, 1u);
  EXPECT_FALSE(result.icmp);
}

TEST(TcpConnect, LostSynAckIsAskedForAgain) {
  ScriptedWire wire;
  wire.lost = [](const Sent& sent) { return sent.from == "server" && sent.number == 1; };
  const auto listener = wire.server().listen(server_address());
  const DialResult result = dial(wire);
  EXPECT_FALSE(result.error);
  // Both timers run out at their first second; the server's was started half a trip later.
  EXPECT_THAT(wire.trace, ElementsAre("0 client SYN", "10 server SYN ACK lost", "1000 client SYN",
                                      "1010 server SYN ACK", "1010 server SYN ACK"));
  EXPECT_EQ(wire.elapsed_ms(), 1020);
  EXPECT_EQ(result.tcp.total_retrans, 1u);
  EXPECT_EQ(result.tcp.rtt, 1020ms);  // the server repeats the first SYN's timestamp
}

struct IcmpCase {
  std::uint8_t type, code;
  int error;
};

void PrintTo(const IcmpCase& one, std::ostream* out) {
  *out << "type " << int{one.type} << " code " << int{one.code};
}

class TcpIcmp : public ::testing::TestWithParam<IcmpCase> {};

TEST_P(TcpIcmp, EndsTheAttemptAndNamesItsSender) {
  ScriptedWire wire;
  wire.lost = is_syn;
  wire.loop.at(Instant{5ms}, [&] {
    wire.send_icmp("client", GetParam().type, GetParam().code, "198.51.100.1");
  });
  const DialResult result = dial(wire);
  EXPECT_EQ(result.error.value(), GetParam().error) << result.error.message();
  EXPECT_EQ(wire.elapsed_ms(), 5);
  const IcmpError expected{GetParam().type, GetParam().code,
                           boost::asio::ip::make_address("198.51.100.1")};
  EXPECT_EQ(result.icmp, expected);
}

// Each tried with `nft reject with icmp` on a 6.18 kernel, except 11/0, which was a small TTL.
INSTANTIATE_TEST_SUITE_P(
    Codes, TcpIcmp,
    ::testing::Values(IcmpCase{3, 0, ENETUNREACH}, IcmpCase{3, 1, EHOSTUNREACH},
                      IcmpCase{3, 2, ENOPROTOOPT}, IcmpCase{3, 3, ECONNREFUSED},
                      IcmpCase{3, 9, ENETUNREACH}, IcmpCase{3, 10, EHOSTUNREACH},
                      IcmpCase{3, 13, EHOSTUNREACH}, IcmpCase{11, 0, EHOSTUNREACH}));

TEST(TcpConnect, IcmpErrorsAreIgnoredOnceEstablished) {
  ScriptedWire wire;
  const auto listener = wire.server().listen(server_address());
  const DialResult result = dial(wire);
  wire.send_icmp("client", 3, 1, "198.51.100.1");
  Bytes data(5);
  auto body = [&]() -> Awaitable<void> {
    const Result<void> written = co_await result.stream->write(data);
    EXPECT_TRUE(written.has_value());
  };
  wire.run(body());
}

TEST(TcpConnect, IcmpAboutAnotherSequenceNumberIsIgnored) {
  ScriptedWire wire;
  wire.lost = is_syn;
  DialOptions options;
  options.deadline = Instant{500ms};
  DialResult first;
  auto body = [&]() -> Awaitable<void> {
    first = co_await wire.client().dial(server_address(), options, wire.syn_schedule);
  };
  wire.spawn(body());
  wire.run_until(Instant{1ms});
  const DialResult second = dial(wire, options);  // the last segment is now another connection's
  wire.send_icmp("client", 3, 1, "198.51.100.1");
  EXPECT_EQ(first.error, errc::timed_out);
  EXPECT_EQ(second.error, errc::timed_out);
}

TEST(TcpConnect, LocalErrorsSendNothing) {
  ScriptedWire wire;
  DialOptions options;
  options.source = boost::asio::ip::make_address("203.0.113.9");
  const DialResult result = dial(wire, options);
  EXPECT_EQ(result.error, errc::address_not_available);
  EXPECT_FALSE(result.local);
  EXPECT_TRUE(wire.trace.empty());
}

TEST(TcpConnect, BindConflictsAreReported) {
  ScriptedWire wire;
  const auto any = *parse_endpoint("0.0.0.0:5671");
  auto listener = wire.server().listen(server_address());
  EXPECT_EQ(wire.server().listen(server_address()).error(), errc::address_in_use);
  EXPECT_EQ(wire.server().listen(any).error(), errc::address_in_use);
  EXPECT_EQ(wire.server().listen(client_address()).error(), errc::address_not_available);
  listener->reset();
  EXPECT_TRUE(wire.server().listen(any).has_value());
}

TEST(TcpConnect, FullBacklogDropsSynsUntilSomebodyAccepts) {
  ScriptedWire wire;
  auto listener = wire.server().listen(server_address());
  std::vector<std::unique_ptr<Stream>> streams;
  for (std::size_t i = 0; i < AcceptQueue::kBacklog; ++i) {
    streams.push_back(dial(wire).stream);
    ASSERT_TRUE(streams.back());
  }
  wire.run_until(wire.loop.now() + 1s);
  DialOptions options;
  options.deadline = wire.loop.now() + 500ms;
  EXPECT_EQ(dial(wire, options).error, errc::timed_out);
  auto accept = [&]() -> Awaitable<void> {
    const Result<Accepted> accepted = co_await (*listener)->accept();
    EXPECT_TRUE(accepted.has_value());
  };
  wire.run(accept());
  EXPECT_FALSE(dial(wire).error);
}

}  // namespace
}  // namespace edge::test
