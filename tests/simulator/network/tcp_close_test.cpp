// How connections end: FIN, RST, and what each side's calls say then.
#include <gmock/gmock.h>

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include "tests/simulator/network/scripted_wire.hpp"

namespace edge::test {
namespace {

namespace error = boost::asio::error;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TcpClose : public ::testing::Test {
 protected:
  TcpClose() {
    wire.run(connect(wire, **listener, ends));  // stands since 30 ms
    wire.trace.clear();
  }

  ErrorCode read(Stream& stream) {
    ErrorCode result;
    auto body = [&]() -> Awaitable<void> {
      const Result<Bytes> all = co_await read_all(stream);
      if (all.has_value()) received = *all;
      result = all.has_value() ? ErrorCode(error::eof) : all.error();
    };
    wire.run(body());
    return result;
  }
  ErrorCode write(Stream& stream, std::string_view text) {
    ErrorCode result;
    auto body = [&]() -> Awaitable<void> {
      const Result<void> written = co_await stream.write(as_bytes(text));
      if (written.has_error()) result = written.error();
    };
    wire.run(body());
    return result;
  }
  void close(Stream& stream) { wire.run(stream.close()); }

  ScriptedWire wire;
  Result<std::unique_ptr<Listener>> listener = wire.server().listen(server_address());
  Connected ends;
  Bytes received;
};

TEST_F(TcpClose, OneAfterTheOther) {
  wire.trace_acks = true;
  close(*ends.client);
  EXPECT_EQ(read(*ends.server), error::eof);
  EXPECT_EQ(wire.elapsed_ms(), 40);
  close(*ends.server);
  wire.run_until(Instant{10s});
  EXPECT_THAT(wire.trace, ElementsAre("30 client FIN", "40 server ACK", "40 server FIN",
                                      "50 client ACK"));
}

TEST_F(TcpClose, BothAtOnce) {
  close(*ends.client);
  close(*ends.server);
  wire.run_until(Instant{10s});
  EXPECT_THAT(wire.trace, ElementsAre("30 client FIN", "30 server FIN"));
}

TEST_F(TcpClose, FinFollowsWhatWasWritten) {
  EXPECT_FALSE(write(*ends.client, "last words"));
  close(*ends.client);
  EXPECT_EQ(read(*ends.server), error::eof);
  EXPECT_EQ(as_text(received), "last words");
  EXPECT_THAT(wire.trace, ElementsAre("30 client 10@1", "30 client FIN"));
}

TEST_F(TcpClose, LostFinIsSentAgain) {
  wire.lost = first_that([](const Sent& sent) { return sent.segment.fin; });
  close(*ends.client);
  EXPECT_EQ(read(*ends.server), error::eof);
  EXPECT_THAT(wire.trace, ElementsAre("30 client FIN lost", "250 client FIN"));
}

TEST_F(TcpClose, LostLastAckIsAnsweredFromTimeWait) {
  close(*ends.client);
  wire.run_until(Instant{60ms});
  close(*ends.server);
  wire.lost = first_that([](const Sent& sent) { return sent.from == "client"; });
  wire.trace_acks = true;
  wire.trace.clear();
  wire.run_until(Instant{10s});
  EXPECT_THAT(wire.trace,
              ElementsAre("70 client ACK lost", "280 server FIN", "290 client ACK"));
}

TEST_F(TcpClose, TheEndOfAStreamClosesIt) {
  ends.client.reset();
  EXPECT_EQ(read(*ends.server), error::eof);
}

TEST_F(TcpClose, OwnCloseEndsOwnCalls) {
  ErrorCode pending;
  auto body = [&]() -> Awaitable<void> {
    Bytes buffer(10);
    const Result<std::size_t> read = co_await ends.client->read_some(buffer);
    pending = read.error();
  };
  wire.spawn(body());
  wire.run_until(Instant{100ms});
  close(*ends.client);
  close(*ends.client);
  wire.run_until(Instant{200ms});
  EXPECT_EQ(pending, error::operation_aborted);
  EXPECT_EQ(read(*ends.client), error::operation_aborted);
  EXPECT_EQ(write(*ends.client, "x"), error::operation_aborted);
}

TEST_F(TcpClose, BytesForAPeerThatHasClosedAreAnsweredByReset) {
  close(*ends.server);
  EXPECT_EQ(read(*ends.client), error::eof);
  EXPECT_FALSE(write(*ends.client, "late"));
  EXPECT_EQ(read(*ends.client), error::eof);
  wire.run_until(Instant{1s});
  EXPECT_THAT(wire.trace, ElementsAre("30 server FIN", "40 client 4@1", "50 server RST"));
  EXPECT_EQ(read(*ends.client), error::eof);
  EXPECT_EQ(write(*ends.client, "x"), error::broken_pipe);
}

TEST_F(TcpClose, ClosingOverUnreadBytesResets) {
  EXPECT_FALSE(write(*ends.client, "unread"));
  wire.run_until(Instant{100ms});
  close(*ends.server);
  EXPECT_EQ(read(*ends.client), error::connection_reset);
  EXPECT_THAT(wire.trace, ElementsAre("30 client 6@1", "100 server RST"));
}

TEST_F(TcpClose, BytesThatCameBeforeAResetCanBeRead) {
  EXPECT_FALSE(write(*ends.client, "unread"));
  wire.run_until(Instant{100ms});
  EXPECT_FALSE(write(*ends.server, "before"));
  close(*ends.server);
  wire.run_until(Instant{200ms});
  Bytes buffer(100);
  std::size_t count = 0;
  auto body = [&]() -> Awaitable<void> {
    const Result<std::size_t> read = co_await ends.client->read_some(buffer);
    if (read.has_value()) count = *read;
  };
  wire.run(body());
  EXPECT_EQ(count, 6u);
  EXPECT_EQ(read(*ends.client), error::connection_reset);
}

TEST_F(TcpClose, ResetCountsOnlyAtTheExactSequenceNumber) {
  TcpSegment last;
  wire.lost = [&](const Sent& sent) {
    last = sent.segment;
    return false;
  };
  EXPECT_FALSE(write(*ends.server, "x"));
  wire.lost = [](const Sent&) { return false; };
  wire.run_until(Instant{100ms});
  wire.trace.clear();
  wire.trace_acks = true;

  TcpSegment forged = last;
  forged.data.clear();
  forged.rst = true;
  forged.sequence = last.sequence + 100;  // in the window: a challenge (RFC 5961)
  wire.inject(forged);
  forged.sequence = last.sequence + 1'000'000;  // outside: nothing
  wire.inject(forged);
  EXPECT_THAT(wire.trace, ElementsAre("100 client ACK"));
  forged.sequence = last.sequence + 1;
  wire.inject(forged);
  auto body = [&]() -> Awaitable<void> {
    const Result<void> written = co_await ends.client->write(as_bytes("y"));
    EXPECT_EQ(written.error(), error::connection_reset);
  };
  wire.run(body());
}

TEST_F(TcpClose, PeerThatNeverClosesIsForgotten) {
  close(*ends.client);
  wire.run_until(Instant{61s});  // tcp_fin_timeout after the FIN was acknowledged
  wire.trace.clear();
  EXPECT_FALSE(write(*ends.server, "anybody there?"));
  wire.run_until(Instant{62s});
  EXPECT_EQ(read(*ends.server), error::eof);
  EXPECT_EQ(write(*ends.server, "x"), error::broken_pipe);
  EXPECT_THAT(wire.trace, ElementsAre("61000 server 14@1", "61010 client RST"));
}

TEST_F(TcpClose, ListenerThatEndsResetsWhatNobodyAccepted) {
  DialResult second;
  auto body = [&]() -> Awaitable<void> {
    DialOptions options;
    second = co_await wire.client().dial(server_address(), options, wire.syn_schedule);
  };
  wire.run(body());
  wire.run_until(Instant{100ms});
  listener->reset();
  EXPECT_EQ(read(*second.stream), error::connection_reset);
  // The one that was accepted goes on.
  EXPECT_FALSE(write(*ends.client, "still here"));
  close(*ends.client);
  EXPECT_EQ(read(*ends.server), error::eof);
}

}  // namespace
}  // namespace edge::test
