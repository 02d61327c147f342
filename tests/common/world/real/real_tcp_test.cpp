// The real World's TCP over loopback: what Stream, Listener and dial promise, against the kernel.
#include <gtest/gtest.h>

#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <numeric>

#include "common/world/with_deadline.hpp"
#include "tests/support/loopback_world.hpp"
#include "tests/support/run.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
namespace errc = boost::system::errc;

const Endpoint kAnyPort{boost::asio::ip::make_address("127.0.0.1"), 0};

/// The two ends of one connection.
struct Pair {
  std::unique_ptr<Stream> client, server;
};

class RealTcpTest : public testing::Test {
 protected:
  template <class T>
  T await(Awaitable<T> operation) {
    return test::run(context_, std::move(operation));
  }

  std::unique_ptr<Listener> listen(const Endpoint& local = kAnyPort) {
    return world_->listen(local).value();
  }

  DialResult dial(const Listener& listener) { return await(world_->dial(listener.local(), {})); }

  Pair connect() {
    const auto listener = listen();
    Pair pair;
    pair.client = dial(*listener).stream;
    pair.server = await(listener->accept()).value().stream;
    return pair;
  }

  Result<std::string> read(Stream& stream) {
    Bytes buffer(100);
    const auto count = await(stream.read_some(buffer));
    if (count.has_error()) return count.error();
    return std::string(as_text(ByteView(buffer).first(*count)));
  }

  Result<void> write(Stream& stream, std::string_view text) {
    return await(stream.write(as_bytes(text)));
  }

  void close(Stream& stream) {
    auto closing = [&]() -> Awaitable<bool> {
      co_await stream.close();
      co_return true;
    };
    await(closing());
  }

  boost::asio::io_context context_{1};
  std::unique_ptr<World> world_ = test::make_loopback_world(context_);
};

TEST_F(RealTcpTest, CarriesBytesBothWaysAndEnds) {
  const Pair pair = connect();
  ASSERT_TRUE(write(*pair.client, "ping"));
  EXPECT_EQ(read(*pair.server).value(), "ping");
  ASSERT_TRUE(write(*pair.server, "pong"));
  EXPECT_EQ(read(*pair.client).value(), "pong");
  close(*pair.server);
  EXPECT_EQ(read(*pair.client).error(), boost::asio::error::eof);
}

TEST_F(RealTcpTest, TellsWhoIsConnectedToWhom) {
  const auto listener = listen();
  const auto dialled = dial(*listener);
  const auto accepted = await(listener->accept()).value();
  EXPECT_EQ(accepted.peer, dialled.local);
  EXPECT_NE(listener->local().port, 0);
}

TEST_F(RealTcpTest, IpV6IsTheSame) {
  const auto listener = world_->listen({boost::asio::ip::make_address("::1"), 0});
  if (listener.has_error()) GTEST_SKIP() << "no IPv6 here: " << listener.error().message();
  const auto dialled = dial(**listener);
  ASSERT_FALSE(dialled.error);
  EXPECT_TRUE(dialled.local->address.is_v6());
}

TEST_F(RealTcpTest, LastWordsArriveThoughTheOtherSideWasNotHeardOut) {
  const Pair pair = connect();
  ASSERT_TRUE(write(*pair.client, "never read"));
  ASSERT_TRUE(write(*pair.server, "go away"));
  close(*pair.server);
  EXPECT_EQ(read(*pair.client).value(), "go away");
  EXPECT_EQ(read(*pair.client).error(), boost::asio::error::eof);
}

TEST_F(RealTcpTest, APeerThatVanishesWithUnreadBytesResets) {
  Pair pair = connect();
  ASSERT_TRUE(write(*pair.client, "never read"));
  pair.server.reset();
  EXPECT_EQ(read(*pair.client).error(), errc::connection_reset);
}

TEST_F(RealTcpTest, ClosingTwiceAndUsingAClosedStreamAreHarmless) {
  const Pair pair = connect();
  close(*pair.client);
  close(*pair.client);
  EXPECT_TRUE(write(*pair.client, "x").has_error());
  EXPECT_TRUE(read(*pair.client).has_error());
}

TEST_F(RealTcpTest, AReadThatTimesOutLosesNoByte) {
  const Pair pair = connect();
  Bytes buffer(100);
  const Instant begin = world_->now();
  const auto none = await(with_deadline(*world_, begin + 20ms, pair.client->read_some(buffer)));
  EXPECT_EQ(none.error(), errc::timed_out);
  EXPECT_GE(world_->now(), begin + 20ms);
  ASSERT_TRUE(write(*pair.server, "late"));
  EXPECT_EQ(read(*pair.client).value(), "late");
}

TEST_F(RealTcpTest, AWriteThatNobodyReadsTimesOut) {
  const Pair pair = connect();
  const Bytes much(32 << 20);
  const auto result =
      await(with_deadline(*world_, world_->now() + 20ms, pair.client->write(much)));
  EXPECT_EQ(result.error(), errc::timed_out);
}

TEST_F(RealTcpTest, ManyBytesArriveWholeAndInOrder) {
  const Pair pair = connect();
  Bytes sent(3 << 20);
  std::iota(sent.begin(), sent.end(), 0);
  Bytes received;
  auto receive = [&]() -> Awaitable<bool> {
    std::array<std::uint8_t, 10000> buffer;
    while (received.size() < sent.size()) {
      const auto count = co_await pair.server->read_some(buffer);
      if (count.has_error()) co_return false;
      received.insert(received.end(), buffer.begin(), buffer.begin() + *count);
    }
    co_return true;
  };
  auto both = [&]() -> Awaitable<bool> {
    const auto [written, complete] = co_await (pair.client->write(sent) && receive());
    co_return written.has_value() && complete;
  };
  EXPECT_TRUE(await(both()));
  EXPECT_EQ(received, sent);
}

TEST_F(RealTcpTest, ACloseEndsAReadInProgress) {
  const Pair pair = connect();
  Bytes buffer(10);
  auto closing = [&]() -> Awaitable<bool> {
    co_await pair.client->close();
    co_return true;
  };
  auto both = [&]() -> Awaitable<ErrorCode> {
    const auto [count, closed] = co_await (pair.client->read_some(buffer) && closing());
    co_return count.error();
  };
  EXPECT_EQ(await(both()), boost::asio::error::operation_aborted);
}

TEST_F(RealTcpTest, TcpInfoCountsAndOutlivesTheSocket) {
  const Pair pair = connect();
  ASSERT_TRUE(write(*pair.client, "12345"));
  ASSERT_EQ(read(*pair.server).value(), "12345");
  EXPECT_EQ(pair.server->tcp_info().bytes_received, 5u);
  EXPECT_GT(pair.client->tcp_info().snd_mss.value(), 500u);
  close(*pair.server);
  EXPECT_EQ(pair.server->tcp_info().bytes_received, 5u);
}

TEST_F(RealTcpTest, ARefusalIsAValue) {
  Endpoint closed;
  {
    const auto listener = listen();
    closed = listener->local();
  }
  const auto result = await(world_->dial(closed, {}));
  EXPECT_EQ(result.error, errc::connection_refused);
  EXPECT_EQ(result.stream, nullptr);
  EXPECT_EQ(result.icmp, std::nullopt);
  EXPECT_TRUE(result.local);
}

TEST_F(RealTcpTest, OptionsOfTheDialHold) {
  const auto listener = listen();
  DialOptions options;
  options.source = boost::asio::ip::make_address("127.0.0.9");
  options.max_segment = 600;
  options.ttl = 7;
  const auto result = await(world_->dial(listener->local(), options));
  ASSERT_FALSE(result.error);
  EXPECT_EQ(result.local->address.to_string(), "127.0.0.9");
  EXPECT_LE(result.tcp.snd_mss.value(), 600u);
}

TEST_F(RealTcpTest, AnAddressThatIsNotOursIsNoSource) {
  const auto listener = listen();
  DialOptions options;
  options.source = boost::asio::ip::make_address("192.0.2.1");
  const auto result = await(world_->dial(listener->local(), options));
  EXPECT_EQ(result.error, errc::address_not_available);
  EXPECT_FALSE(result.local);
}

TEST_F(RealTcpTest, APortInUseIsAValue) {
  const auto listener = listen();
  EXPECT_EQ(world_->listen(listener->local()).error(), errc::address_in_use);
}

TEST_F(RealTcpTest, AnAcceptCanBeGivenUp) {
  const auto listener = listen();
  const auto none = await(with_deadline(*world_, world_->now() + 10ms, listener->accept()));
  EXPECT_EQ(none.error(), errc::timed_out);
  const auto dialled = dial(*listener);
  EXPECT_TRUE(await(listener->accept()).has_value());
}

TEST_F(RealTcpTest, NoTestReachesBeyondLoopback) {
  const Endpoint outside{boost::asio::ip::make_address("192.0.2.1"), 80};
  EXPECT_THROW(await(world_->dial(outside, {})), std::logic_error);
}

}  // namespace
}  // namespace edge
